//! Numbers that no setting changes, and why each is that number.

use std::num::NonZeroU32;
use std::time::Duration;

use calln_core::Rate;

/// Over what time clients of a stopping server spread their coming back. Short: they are in calls, and a server that
/// can take them takes thousands a second.
pub(crate) const MOVE_WITHIN: Duration = Duration::from_secs(3);

/// After how long to try again where as many wait from one site as may. Most waits are over by then.
pub(crate) const CROWDED_FOR: Duration = Duration::from_secs(10);

/// How often the ban file is looked at: what has expired goes, and what the command line has written holds. A second is
/// at once for a person, and the look costs microseconds while nothing has changed.
pub(crate) const BANS_TIDIED_EVERY: Duration = Duration::from_secs(1);

/// Largest offer that is kept for a waiting caller, in bytes. An audio offer with its candidates takes 2 to 6 KiB;
/// what is kept for every waiting caller must be small.
pub(crate) const OFFER_BYTES: usize = 16 * 1024;

/// Rounds of PBKDF2 for each try at a puzzle. Looking at a proof is one try, and costs a millisecond; so few that a crowd of
/// wrong ones, of which each connection may show ten a minute, costs its senders more than this server.
pub(crate) const PUZZLE_ROUNDS: u32 = 5_000;

/// What the key of a solution begins with: one in 256 does. That many tries take a third of a second of a desktop's
/// processor and seconds of an old phone's, in the background; a machine can't have hundreds of connections do it at once.
pub(crate) const PUZZLE_PREFIX: &str = "00";

/// How long a puzzle can be solved. Unlucky phones need half a minute, and some lie asleep in a pocket meanwhile.
pub(crate) const PUZZLE_LIFE: Duration = Duration::from_secs(5 * 60);

/// Messages of a key exchange. A call takes two or three from each side, and half as many again where a connection
/// breaks in the middle of it.
pub(crate) fn keys_rate() -> Rate {
    Rate::new(2, 16)
}

/// Chat frames. A person writes one in seconds, but the notes that acknowledge an image's pieces are among them: one
/// for every four pieces, which at the largest sensible image rate is 32 a second.
pub(crate) fn chat_rate() -> Rate {
    Rate::new(50, 200)
}

/// How many seconds' worth of images may come at once. At `limits.image_bytes_per_second` as it is by default three hold the
/// largest picture, 5 MB: on a fast line all of it comes at once, and a sender whose pieces were refused again and again would be
/// closed for it.
const IMAGE_BURST: u32 = 3;

/// Bytes of images.
pub(crate) fn image_rate(per_second: NonZeroU32) -> Rate {
    Rate::new(per_second.get(), per_second.get().saturating_mul(IMAGE_BURST))
}

/// "Typing". Pages say it once a second at the most, earlier ones after every line.
pub(crate) fn typing_rate() -> Rate {
    Rate::new(1, 20)
}
