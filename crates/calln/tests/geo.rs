//! Countries of addresses: the embedded database, one of the operator's, and what happens when it breaks.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

use std::path::PathBuf;

use calln::client_ip::ClientIp;
use calln::geo::{Geo, GeoError};

fn country(geo: &Geo, address: &str) -> Option<String> {
    let code = geo.country(ClientIp::new(address.parse().unwrap()))?;
    Some(String::from_utf8(code.to_vec()).unwrap())
}

/// A database in MaxMind DB format with one record, for 198.51.100.0/24.
fn database(record: &[u8]) -> Vec<u8> {
    database_of([198, 51, 100, 0], record)
}

/// The same for any /24.
fn database_of(network: [u8; 4], record: &[u8]) -> Vec<u8> {
    const BITS: u32 = 24;
    const NOT_FOUND: u32 = BITS;
    const FOUND: u32 = BITS + 16;
    let network = u32::from_be_bytes(network);
    let mut bytes = Vec::new();
    for node in 0..BITS {
        let next = if node + 1 == BITS { FOUND } else { node + 1 };
        let bit = network >> (31 - node) & 1;
        for side in 0..2 {
            let record = if side == bit { next } else { NOT_FOUND };
            bytes.extend(&record.to_be_bytes()[1..]);
        }
    }
    bytes.extend([0; 16]);
    bytes.extend(record);
    bytes.extend(b"\xab\xcd\xefMaxMind.com");
    let number = |n: u8| vec![5 << 5 | 1, n];
    bytes.extend(map(&[
        ("binary_format_major_version", number(2)),
        ("binary_format_minor_version", number(0)),
        ("build_epoch", vec![1, 2, 1]),
        ("database_type", text("Test")),
        ("description", map(&[])),
        ("ip_version", number(4)),
        ("languages", vec![0, 4]),
        ("node_count", vec![6 << 5 | 1, 24]),
        ("record_size", number(24)),
    ]));
    bytes
}

fn text(text: &str) -> Vec<u8> {
    [&[2 << 5 | u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}

fn map(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let entries_in_order = entries.iter().flat_map(|(key, value)| [text(key), value.clone()].concat());
    [7 << 5 | u8::try_from(entries.len()).unwrap()].into_iter().chain(entries_in_order).collect()
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}.mmdb", std::process::id()))
}

#[test]
fn p04_the_embedded_database_knows_public_addresses() {
    let geo = Geo::open(None).unwrap();
    // Ranges that registries gave to national research networks decades ago.
    for (address, code) in [
        ("130.59.0.0", "CH"),
        ("130.59.255.255", "CH"),
        ("::ffff:130.59.1.1", "CH"),
        ("141.30.1.1", "DE"),
        ("133.11.1.1", "JP"),
        ("2001:620::1", "CH"),
        ("2001:638::1", "DE"),
    ] {
        assert_eq!(country(&geo, address).as_deref(), Some(code), "{address}");
    }
}

#[test]
fn a_local_or_unlisted_address_has_no_country() {
    let geo = Geo::open(None).unwrap();
    for address in [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:192.168.1.1",
        "203.0.113.7",
        "240.0.0.1",
        "255.255.255.255",
        "2001:db8::1",
    ] {
        assert_eq!(country(&geo, address), None, "{address}");
    }
}

#[test]
fn a_database_of_the_operators_takes_the_place_of_the_embedded_one() {
    let path = file("layouts");
    for (record, expected) in [
        (map(&[("country", map(&[("iso_code", text("NZ"))]))]), Some("NZ")),
        (map(&[("country_code", text("NZ"))]), Some("NZ")),
        (map(&[("country_code", text("nz"))]), Some("NZ")),
        (map(&[("country_code", text("NZL"))]), None),
        (map(&[("country", map(&[("iso_code", text(""))]))]), None),
        // Where it is used goes before where it was registered.
        (
            map(&[
                ("country", map(&[("iso_code", text("NZ"))])),
                ("registered_country", map(&[("iso_code", text("FI"))])),
            ]),
            Some("NZ"),
        ),
        (map(&[("registered_country", map(&[("iso_code", text("NZ"))]))]), Some("NZ")),
    ] {
        std::fs::write(&path, database(&record)).unwrap();
        let geo = Geo::open(Some(path.clone())).unwrap();
        assert_eq!(country(&geo, "198.51.100.7").as_deref(), expected);
        assert_eq!(country(&geo, "130.59.1.1"), None, "the embedded database isn't asked");
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_private_address_has_no_country_even_if_a_database_says_so() {
    let path = file("private");
    for (network, address, expected) in [
        ([11, 0, 0, 0], "11.0.0.1", Some("NZ")),
        ([10, 0, 0, 0], "10.0.0.1", None),
        ([100, 64, 1, 0], "100.64.1.1", None),
    ] {
        std::fs::write(&path, database_of(network, &map(&[("country_code", text("NZ"))]))).unwrap();
        let geo = Geo::open(Some(path.clone())).unwrap();
        assert_eq!(country(&geo, address).as_deref(), expected, "{address}");
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn reloading_takes_the_new_file_and_a_broken_one_changes_nothing() {
    let path = file("reload");
    std::fs::write(&path, database(&map(&[("country_code", text("NZ"))]))).unwrap();
    let geo = Geo::open(Some(path.clone())).unwrap();

    std::fs::write(&path, database(&map(&[("country_code", text("FI"))]))).unwrap();
    assert_eq!(country(&geo, "198.51.100.7").as_deref(), Some("NZ"), "not before it is told to");
    geo.reload().unwrap();
    assert_eq!(country(&geo, "198.51.100.7").as_deref(), Some("FI"));

    std::fs::write(&path, "half a download").unwrap();
    let error = geo.reload().unwrap_err();
    assert!(
        matches!(error, GeoError::NotADatabase { .. }) && error.to_string().contains("reload.mmdb"),
        "{error}"
    );
    assert_eq!(country(&geo, "198.51.100.7").as_deref(), Some("FI"));

    std::fs::remove_file(&path).unwrap();
    assert!(matches!(geo.reload(), Err(GeoError::Unreadable { .. })));
    assert_eq!(country(&geo, "198.51.100.7").as_deref(), Some("FI"));
}

#[test]
fn a_file_that_is_no_database_is_refused_at_the_start() {
    assert!(matches!(Geo::open(Some(file("absent"))), Err(GeoError::Unreadable { .. })));
}

#[test]
fn a_database_of_something_else_is_refused_with_what_is_needed() {
    let path = file("networks");
    std::fs::write(&path, database(&map(&[("autonomous_system_number", vec![6 << 5 | 1, 7])]))).unwrap();
    let Err(error) = Geo::open(Some(path.clone())) else { panic!("it was taken") };
    let says = error.to_string();
    assert!(
        says.contains("networks.mmdb") && says.contains("`Test`") && says.contains("countries is needed"),
        "{says}"
    );
    std::fs::remove_file(path).unwrap();
}
