//! Writes `docs/end-to-end/vectors.json`, with which any other implementation can check itself.

use std::fmt::Write as _;

use calln_wire::server::Role;
use hkdf::Hkdf;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::transcript::{Side, transcript};
use super::*;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/end-to-end/vectors.json");

#[derive(Serialize)]
struct Vectors {
    words: Vec<(char, &'static str)>,
    exchanges: Vec<ExchangeVector>,
    bad_keys: Vec<BadKey>,
    descriptions: Vec<Description>,
}

#[derive(Serialize)]
struct ExchangeVector {
    call: &'static str,
    waiter: SideVector,
    newcomer: SideVector,
    messages: [Message; 3],
    shared_secret: String,
    transcript: String,
    key_a_to_b: String,
    key_b_to_a: String,
    words: Vec<&'static str>,
    frames: Vec<FrameVector>,
}

#[derive(Serialize)]
struct SideVector {
    curves: Curves,
    fingerprint: String,
    x25519_private: String,
    x25519_public: String,
    p256_private: String,
    p256_public: String,
    nonce: String,
}

#[derive(Serialize)]
struct FrameVector {
    from: Role,
    kind: Kind,
    content: String,
    frame_bytes: usize,
    frame_sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    frame: Option<String>,
}

#[derive(Serialize)]
struct BadKey {
    why: &'static str,
    curve: Curve,
    key: String,
}

#[derive(Serialize)]
struct Description {
    sdp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<FingerprintError>,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// What one side of a vector is made of: everything is a hash of its name.
struct Ingredients {
    name: &'static str,
    curves: Curves,
}

impl Ingredients {
    fn fingerprint(&self) -> Fingerprint {
        Fingerprint::new(sha256(&format!("{} certificate", self.name)))
    }

    fn scalar(&self, curve: &str) -> [u8; 32] {
        sha256(&format!("{} {curve}", self.name))
    }

    fn secrets(&self) -> Secrets {
        let nonce = *sha256(&format!("{} nonce", self.name)).first_chunk().unwrap();
        Secrets::fixed(&self.scalar("X25519"), &self.scalar("P-256"), nonce).unwrap()
    }

    fn vector(&self) -> SideVector {
        let secrets = self.secrets();
        SideVector {
            curves: self.curves,
            fingerprint: hex(self.fingerprint().as_bytes()),
            x25519_private: hex(&self.scalar("X25519")),
            x25519_public: hex(&secrets.public(Curve::X25519)),
            p256_private: hex(&self.scalar("P-256")),
            p256_public: hex(&secrets.public(Curve::P256)),
            nonce: hex(&secrets.nonce),
        }
    }
}

fn exchange(call: &'static str, waiter: Curves, newcomer: Curves) -> ExchangeVector {
    let a = Ingredients { name: "waiter", curves: waiter };
    let b = Ingredients { name: "newcomer", curves: newcomer };
    let setup = |role, own: &Ingredients, partner: &Ingredients| Setup {
        role,
        call: call.to_owned(),
        own: own.fingerprint(),
        partner: partner.fingerprint(),
        curves: own.curves,
    };
    let json = |message: &Message| serde_json::to_string(message).unwrap();
    let (mut on_a, commit) = Exchange::new(setup(Role::Waiter, &a, &b), a.secrets());
    let (mut on_b, _) = Exchange::new(setup(Role::Newcomer, &b, &a), b.secrets());
    let commit = commit.unwrap();
    let Ok(Step::Send(answer)) = on_b.receive(&json(&commit)) else { panic!("no answer") };
    let Ok(Step::Agreed { send: Some(reveal), session: mut session_a }) = on_a.receive(&json(&answer)) else {
        panic!("the waiter didn't agree")
    };
    let Ok(Step::Agreed { send: None, session: mut session_b }) = on_b.receive(&json(&reveal)) else {
        panic!("the newcomer didn't agree")
    };
    assert_eq!(session_a.words(), session_b.words());

    let curve = waiter.best(newcomer);
    let (keys, key) = (a.secrets().publics(waiter), b.secrets().public(curve));
    let secret = a.secrets().agree(curve, &key).unwrap();
    let transcript = transcript(
        call,
        waiter,
        curve,
        &Side { keys: &keys, fingerprint: &a.fingerprint(), nonce: &a.secrets().nonce },
        &Side { keys: &key, fingerprint: &b.fingerprint(), nonce: &b.secrets().nonce },
    );
    let derive = |info: &str| {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(&transcript), &*secret).expand(info.as_bytes(), &mut key).unwrap();
        hex(&key)
    };

    let mut frames = Vec::new();
    for (from, kind, content) in [
        (Role::Waiter, Kind::Chat, "Grüß dich!".as_bytes().to_vec()),
        (Role::Waiter, Kind::Chat, vec![b'x'; 252]),
        (Role::Waiter, Kind::Chat, vec![b'x'; 253]),
        (Role::Waiter, Kind::Image, vec![0xff; 3]),
        (Role::Newcomer, Kind::Chat, Vec::new()),
        (Role::Newcomer, Kind::Chat, vec![b'x'; Kind::Chat.capacity()]),
        (Role::Newcomer, Kind::Image, vec![0xff; Kind::Image.capacity()]),
    ] {
        let session = if from == Role::Waiter { &mut session_a } else { &mut session_b };
        let frame = session.seal(kind, &content).unwrap();
        frames.push(FrameVector {
            from,
            kind,
            content: hex(&content),
            frame_bytes: frame.len(),
            frame_sha256: hex(&Sha256::digest(&frame)),
            frame: (frame.len() < 512).then(|| hex(&frame)),
        });
    }

    ExchangeVector {
        call,
        waiter: a.vector(),
        newcomer: b.vector(),
        messages: [commit, answer, reveal],
        shared_secret: hex(&*secret),
        transcript: hex(&transcript),
        key_a_to_b: derive("A->B"),
        key_b_to_a: derive("B->A"),
        words: session_a.words().each().map(|(_, name)| name).to_vec(),
        frames,
    }
}

fn bad_keys() -> Vec<BadKey> {
    let p256 = Ingredients { name: "waiter", curves: Curves::P256 }.secrets().public(Curve::P256);
    let changed = |change: fn(&mut Vec<u8>)| {
        let mut key = p256.clone();
        change(&mut key);
        hex(&key)
    };
    let x25519 = |why, key: &str| BadKey { why, curve: Curve::X25519, key: key.to_owned() };
    let p256 = |why, key| BadKey { why, curve: Curve::P256, key };
    let f = |first: &str, last: &str| format!("{first}{}{last}", "ff".repeat(30));
    vec![
        x25519("low order: 0", &"00".repeat(32)),
        x25519("low order: 1", &format!("01{}", "00".repeat(31))),
        x25519("low order: order 8", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        x25519("low order: order 8", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        x25519("low order: p - 1", &f("ec", "7f")),
        x25519("low order: p, which is 0", &f("ed", "7f")),
        x25519("low order: p + 1, which is 1", &f("ee", "7f")),
        p256("not on the curve", changed(|key| key[64] ^= 1)),
        p256("not on the curve: zeros", format!("04{}", "00".repeat(64))),
        p256("not a coordinate: the field's prime is smaller", format!("04{}", "ff".repeat(64))),
        p256("hybrid form", changed(|key| key[0] = 6 | key[64] & 1)),
        p256("a first byte that means nothing", changed(|key| key[0] = 0)),
    ]
}

fn descriptions() -> Vec<Description> {
    let pairs = |byte: &str| vec![byte; 32].join(":");
    let (aa, bb) = (pairs("AA"), pairs("BB"));
    let line = |value: &str| format!("a=fingerprint:sha-256 {value}\r\n");
    let sdp = |lines: &[String]| format!("v=0\r\n{}m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", lines.concat());
    [
        sdp(&[line(&aa)]),
        sdp(&[line(&aa), line(&aa)]),
        sdp(&[line(&pairs("aa")), line(&aa).replace("sha", "SHA")]),
        sdp(&[line(&aa)]).replace("\r\n", "\n"),
        sdp(&[]),
        sdp(&[line(&aa), line(&bb)]),
        sdp(&[line(&aa), line(&bb)]).replace("\r\n", "\r"),
        sdp(&[line(&aa), format!("a=fingerprint:sha-512 {}:{}\r\n", bb, bb)]),
        sdp(&[line(&aa), format!("a=fingerprint:sha-1 {}\r\n", ["BB"; 20].join(":"))]),
        sdp(&[line(&aa), format!(" a=fingerprint:sha-256 {bb}\r\n")]),
        sdp(&[line(&aa), format!("a=fingerprint: sha-256 {bb}\r\n")]),
        sdp(&[line(&aa), format!("a=fingerprint:sha-256  {bb}\r\n")]),
        sdp(&[line(&format!("{aa}:AA"))]),
        sdp(&[line(&aa[3..])]),
        sdp(&[line(&aa.replacen("AA", "+A", 1))]),
        sdp(&[line(&format!("{aa} "))]),
    ]
    .into_iter()
    .map(|sdp| match Fingerprint::in_sdp(&sdp) {
        Ok(found) => Description { sdp, fingerprint: Some(hex(found.as_bytes())), refused: None },
        Err(why) => Description { sdp, fingerprint: None, refused: Some(why) },
    })
    .collect()
}

#[test]
fn the_published_vectors_are_up_to_date() {
    let vectors = Vectors {
        words: WORDS.to_vec(),
        exchanges: vec![
            exchange("X7p0V6bTQ2uR5mGkq1wZyA", Curves::Both, Curves::Both),
            exchange("both to P-256", Curves::Both, Curves::P256),
            exchange("P-256 to both: ünïcode", Curves::P256, Curves::Both),
        ],
        bad_keys: bad_keys(),
        descriptions: descriptions(),
    };
    let written = serde_json::to_string_pretty(&vectors).unwrap() + "\n";
    if std::env::var_os("CALLN_WRITE_VECTORS").is_some() {
        std::fs::write(FILE, &written).unwrap();
    }
    let published = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        published == written,
        "docs/end-to-end/vectors.json is out of date: run this test with CALLN_WRITE_VECTORS=1"
    );
}

#[test]
fn every_bad_key_is_refused() {
    for BadKey { why, curve, key } in bad_keys() {
        let setup = Setup {
            role: Role::Waiter,
            call: "call".to_owned(),
            own: Fingerprint::new([1; 32]),
            partner: Fingerprint::new([2; 32]),
            curves: Curves::Both,
        };
        let (mut waiter, _) = Exchange::new(setup, Secrets::random().unwrap());
        let bytes: Vec<u8> =
            (0..key.len()).step_by(2).map(|at| u8::from_str_radix(&key[at..at + 2], 16).unwrap()).collect();
        let answer = Message::Answer { curve, key: bytes, nonce: [0; 16] };
        let step = waiter.receive(&serde_json::to_string(&answer).unwrap());
        assert_eq!(step.err(), Some(Failure::BadKey), "{why}");
    }
}

#[test]
fn the_words_are_distinct() {
    let emoji: std::collections::HashSet<_> = WORDS.iter().map(|(emoji, _)| emoji).collect();
    let names: std::collections::HashSet<_> = WORDS.iter().map(|(_, name)| name).collect();
    assert_eq!((emoji.len(), names.len()), (64, 64));
}
