//! The country of an address.
//!
//! Calln carries a database of its own: IPFire Location, as the Tor Project packages it (CC BY-SA 4.0; NOTICE
//! has the attribution). An operator may name any file in MaxMind DB format instead.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use maxminddb::{LookupResult, MaxMindDbError, Reader, WithinOptions, path};
use parking_lot::RwLock;

use crate::address_kind::is_local;
use crate::client_ip::ClientIp;

/// An ISO 3166-1 alpha-2 code in ASCII capitals.
pub type CountryCode = [u8; 2];

/// Tells countries from addresses.
pub struct Geo {
    file: Option<PathBuf>,
    database: RwLock<Arc<Database>>,
}

enum Database {
    Embedded,
    File(Reader<Vec<u8>>),
}

/// Why a database file isn't used.
#[derive(Debug, thiserror::Error)]
pub enum GeoError {
    /// It can't be read.
    #[error("can't read the country database {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It isn't a database in MaxMind DB format.
    #[error("{} isn't a country database in MaxMind DB format", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: MaxMindDbError,
    },
    /// It is one of something else than countries.
    #[error(
        "{} is a database of the kind `{kind}`, which names no countries; one of countries is needed, or of cities, which names \
         them too", path.display()
    )]
    NoCountries {
        /// The file.
        path: PathBuf,
        /// What it says that it is.
        kind: String,
    },
}

impl Geo {
    /// Opens `file`, or the embedded database where there is none.
    ///
    /// # Errors
    /// Where the file can't be read, isn't a database, or isn't one of countries.
    pub fn open(file: Option<PathBuf>) -> Result<Self, GeoError> {
        let database = RwLock::new(Arc::new(Database::open(file.as_deref())?));
        Ok(Self { file, database })
    }

    /// Reads the file again; look-ups meanwhile go to what was read before. The embedded database has nothing
    /// to be read again.
    ///
    /// # Errors
    /// As [`open`](Self::open); then what was read before stays in use.
    pub fn reload(&self) -> Result<(), GeoError> {
        let database = Arc::new(Database::open(self.file.as_deref())?);
        *self.database.write() = database;
        Ok(())
    }

    /// When the operator's database was built, in seconds since 1970; none where the embedded one is used.
    pub fn built(&self) -> Option<u64> {
        match &**self.database.read() {
            Database::Embedded => None,
            Database::File(reader) => Some(reader.metadata().build_epoch),
        }
    }

    /// The country that the database gives for an address; none for private, local and unlisted ones.
    ///
    /// The code is well-formed, not necessarily a country's: databases have codes of their own for networks
    /// that span several.
    pub fn country(&self, client: ClientIp) -> Option<CountryCode> {
        let address = client.address();
        if is_local(address) {
            return None;
        }
        let database = Arc::clone(&self.database.read());
        match &*database {
            Database::Embedded => embedded(address),
            Database::File(reader) => listed(reader, address),
        }
    }
}

impl Database {
    fn open(file: Option<&Path>) -> Result<Self, GeoError> {
        let Some(path) = file else { return Ok(Self::Embedded) };
        let bytes =
            std::fs::read(path).map_err(|source| GeoError::Unreadable { path: path.to_owned(), source })?;
        let reader = Reader::from_source(bytes)
            .map_err(|source| GeoError::NotADatabase { path: path.to_owned(), source })?;
        if names_countries(&reader) {
            Ok(Self::File(reader))
        } else {
            Err(GeoError::NoCountries {
                path: path.to_owned(),
                kind: reader.metadata().database_type.clone(),
            })
        }
    }
}

/// The embedded database is two sorted lists of range starts, each beside a list of codes.
fn embedded(address: IpAddr) -> Option<CountryCode> {
    let code = match address {
        IpAddr::V4(v4) => at_or_before(tor_geoip_db::ipv4s(), v4.to_bits(), tor_geoip_db::ipv4c()),
        IpAddr::V6(v6) => at_or_before(tor_geoip_db::ipv6s(), v6.to_bits(), tor_geoip_db::ipv6c()),
    };
    // The two letters lie in memory as in the file.
    well_formed(&code?.get().to_ne_bytes())
}

/// The value of the range that `key` lies in.
fn at_or_before<K: Ord, V: Copy>(starts: &[K], key: K, values: &[Option<V>]) -> Option<V> {
    let index = starts.partition_point(|start| *start <= key).checked_sub(1)?;
    *values.get(index)?
}

/// A record that can't be decoded has no country.
fn listed(reader: &Reader<Vec<u8>>, address: IpAddr) -> Option<CountryCode> {
    well_formed(code_of(&reader.lookup(address).ok()?)?.as_bytes())
}

/// MaxMind's layout: where the address is used (`country`), else for which country it was registered. Or the flat one of
/// ip-location-db (`country_code`).
fn code_of<'reader>(record: &LookupResult<'reader, Vec<u8>>) -> Option<&'reader str> {
    let used = record.decode_path(&path!["country", "iso_code"]).ok().flatten();
    used.or_else(|| record.decode_path(&path!["registered_country", "iso_code"]).ok().flatten())
        .or_else(|| record.decode_path(&path!["country_code"]).ok().flatten())
}

/// Whether one of the first networks has a country. A database of something else has none anywhere.
fn names_countries(reader: &Reader<Vec<u8>>) -> bool {
    /// Some networks of any database are nobody's.
    const ENOUGH: usize = 10_000;

    let Ok(networks) = reader.networks(WithinOptions::default()) else { return false };
    networks.take(ENOUGH).flatten().any(|record| code_of(&record).is_some())
}

fn well_formed(code: &[u8]) -> Option<CountryCode> {
    let code = <CountryCode>::try_from(code).ok()?.map(|letter| letter.to_ascii_uppercase());
    code.iter().all(u8::is_ascii_uppercase).then_some(code)
}
