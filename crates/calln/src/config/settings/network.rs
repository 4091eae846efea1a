//! How callers find each other: where they are, who may meet, and the ways between them.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use crate::config::declaration::settings;
use crate::config::value::{count, kib};
use crate::config::{IceServerConfig, RelayPolicy, TurnSecret};

settings! {
    /// `geo.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct GeoConfig at (geo) {
        /// Country database in MaxMind DB format (.mmdb) in place of the embedded one; SIGHUP reads it again.
        database: Option<PathBuf> as "FILE",
    }

    /// `ice.*`
    #[derive(Clone, PartialEq, Eq)]
    struct IceConfig at (ice) {
        /// STUN and TURN servers of others that callers use besides the one inside. For TURN write a table in the TOML
        /// file: { urls = ["turn:turn.example.org"], username = "...", credential = "..." }, or with secret = "..." in
        /// their place, from which credentials are made for each caller (TURN REST).
        servers: Vec<IceServerConfig> as "URL,...",

        /// Address at which callers reach this machine, or one of IPv4 and one of IPv6; by default those that its own
        /// packets go out from, which behind a NAT are the wrong ones.
        public_address: Vec<IpAddr> as "IP,...",
    }

    /// `relay.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct RelayConfig at (relay) {
        /// Whose address is hidden from the partner, by a relay: caller (who asks for it), always or never.
        policy: RelayPolicy as "POLICY" = RelayPolicy::Caller,

        /// Relays the calls that find no direct way, one in six or more; each takes about 24 kB a second each way.
        // Between mobile networks it is one pair of callers in three.
        fallback: bool as "true|false" = true,
    }

    /// `turn.*`. Not `Debug`: it holds a secret.
    #[derive(Clone, PartialEq, Eq)]
    struct TurnConfig at (turn) {
        /// Where STUN and TURN are served, over UDP and TCP; none for nowhere. Callers must reach it under the same port
        /// number.
        // Their own port (RFC 8489, RFC 8656), for everybody: unlike the page it needs no proxy. Over IPv6 and IPv4; where
        // a machine has no IPv6, over IPv4.
        listen: Option<SocketAddr> as "ADDR:PORT" = Some(SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 3478)),

        /// Name under which callers reach that port; by default the public address. TLS needs one.
        host: Option<String> as "NAME",

        /// What credentials for the relay are made from, 16 characters or more; by default a key of its own in
        /// state.directory.
        secret: Option<TurnSecret> as "SECRET",

        /// Most allocations at a time; every caller has one or more, whether in a call or not.
        // One for each of a caller's networks; 30 MiB at the most, with room for 15,000 callers.
        allocations: NonZeroU32 as "COUNT" = const { count(32_768) },

        /// Most that is relayed in a second, of all calls together.
        // A quarter of a Gbit/s: about 1,400 relayed calls at once, so that nobody can fill a common line.
        bytes_per_second: NonZeroU32 as "BYTES" = const { kib(32 * 1024) },
    } with {
        /// TURN over TLS.
        tls: TurnTlsConfig,
    }

    /// `turn.tls.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct TurnTlsConfig at (turn.tls) {
        /// Where TURN is served over TLS, once there are certificate and key.
        // The port that `turns:` means where none is named (RFC 7065).
        listen: SocketAddr as "ADDR:PORT" = SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 5349),

        /// Certificate for turn.host with its chain, in PEM; SIGHUP reads it again.
        certificate: Option<PathBuf> as "FILE",

        /// Its private key, in PEM.
        key: Option<PathBuf> as "FILE",
    }

    /// `matching.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct MatchingConfig at (matching) {
        /// Whether callers behind one address (one /64 in IPv6) are kept apart.
        // Two callers behind one address may meet: carriers and campuses put thousands of strangers behind one.
        forbid_same_network: bool as "true|false" = false,
    }
}
