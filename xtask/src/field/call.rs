//! A call between two callers: one who waits, and one who comes.

use eyre::bail;

use super::addresses::ORIGIN;
use super::caller::{Answer, Caller, Order};
use super::way::Way;

/// The two of them. Nobody else is there for them to meet.
pub(super) struct Call<'a> {
    pub(super) waiter: &'a mut Caller,
    pub(super) newcomer: &'a mut Caller,
}

/// How they came to hear each other.
pub(super) struct Connected {
    /// From the newcomer's press to the first sound, in milliseconds.
    pub(super) voice: f64,
    /// The waiter's, and the newcomer's.
    pub(super) ways: [Way; 2],
}

impl Call<'_> {
    /// Both hear each other: the waiter over the first of these ways or one that passes for it, the newcomer likewise
    /// over the second.
    pub(super) fn connect(&mut self, best: [Way; 2], hidden: bool) -> eyre::Result<Connected> {
        self.both(&Order::Open { url: ORIGIN, hidden })?;
        self.waiter.carry_out(&Order::Wait)?;
        self.newcomer.carry_out(&Order::Press)?;
        let [waiter, newcomer] = best.map(|way| Order::Hear { way: way.words() });
        let heard = self.each([&waiter, &newcomer])?;
        let ways = [Way::named(&heard[0].way)?, Way::named(&heard[1].way)?];
        if ways.iter().zip(best).any(|(way, best)| !way.passes_for(best)) {
            bail!("the way is {} and {}, and not {} and {}", ways[0], ways[1], best[0], best[1]);
        }
        Ok(Connected { voice: heard[1].voice, ways })
    }

    /// The same order for both at a time.
    pub(super) fn both(&mut self, order: &Order) -> eyre::Result<[Answer; 2]> {
        self.each([order, order])
    }

    /// Closes both pages, in whatever state they are, so that the next callers don't meet them.
    pub(super) fn end(&mut self) -> eyre::Result<()> {
        self.both(&Order::Leave).map(drop)
    }

    /// An order for each at a time. Both answers are taken, even where one is a failure.
    fn each(&mut self, [waiter, newcomer]: [&Order; 2]) -> eyre::Result<[Answer; 2]> {
        self.waiter.order(waiter)?;
        self.newcomer.order(newcomer)?;
        match (self.waiter.answer(), self.newcomer.answer()) {
            (Ok(waiter), Ok(newcomer)) => Ok([waiter, newcomer]),
            (Err(waiter), Err(newcomer)) => bail!("{waiter:#}; {newcomer:#}"),
            (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
        }
    }
}
