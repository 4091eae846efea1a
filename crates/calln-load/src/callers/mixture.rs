//! Who the callers are. Fixed by their number, so that a run can be repeated.

use calln_wire::client::{Any, Join, Want};

use super::Wishes;
use crate::census::{Profile, Witness};

/// Where callers are from; some countries have more callers than others.
const COUNTRIES: [&str; 10] = ["US", "US", "US", "DE", "DE", "DE", "FR", "FR", "BR", "JP"];

/// A caller of that number that hasn't seen anything yet.
pub(super) fn witness(wishes: Wishes, index: usize) -> Witness {
    let profile = match wishes {
        Wishes::Any => Profile { country: None, want: Want::Any(Any::Any), session: None },
        Wishes::Mixed => Profile {
            country: (!withholds(index)).then(|| COUNTRIES[index % 10].to_owned()),
            want: want(index),
            session: session(index),
        },
    };
    Witness { profile, sightings: Vec::new(), left_waiting: false }
}

/// What a caller says when it joins.
pub(super) fn join(wishes: Wishes, index: usize) -> Join {
    let Profile { country, want, session } = witness(wishes, index).profile;
    let withhold_country = (wishes == Wishes::Mixed && withholds(index)).then_some(true);
    Join {
        want,
        country,
        withhold_country,
        hide_address: None,
        direct_only: None,
        session,
        op_id: None,
        proof: None,
        offer: None,
    }
}

/// Six of ten want anyone, two want one country, one wants several, one wants all but one.
fn want(index: usize) -> Want {
    let code = COUNTRIES[index / 100 % 10].to_owned();
    match index / 10 % 10 {
        0..6 => Want::Any(Any::Any),
        6..8 => Want::Only(vec![code]),
        8 => Want::Only(vec!["DE".into(), "FR".into(), "JP".into()]),
        _ => Want::Except { except: vec![code] },
    }
}

/// One in 23 doesn't say where it's from.
fn withholds(index: usize) -> bool {
    index.is_multiple_of(23)
}

/// One in ten has another tab open, which is the caller after it.
fn session(index: usize) -> Option<String> {
    (index % 20 < 2).then(|| format!("browser-{}", index / 20))
}
