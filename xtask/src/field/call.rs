//! A call between two callers: one who waits, and one who comes.

use eyre::bail;

use super::addresses::ORIGIN;
use super::caller::{Answer, Caller, Order};
use super::kinds::Way;

/// The two of them. Nobody else is there for them to meet.
pub(super) struct Call<'a> {
    pub(super) waiter: &'a mut Caller,
    pub(super) newcomer: &'a mut Caller,
}

impl Call<'_> {
    /// Both hear each other, the waiter over the first of these ways and the newcomer over the second. Gives the time from the
    /// newcomer's press to the first sound, in milliseconds.
    pub(super) fn connect(&mut self, ways: [Way; 2], hidden: bool) -> eyre::Result<f64> {
        self.both(&Order::Open { url: ORIGIN, hidden })?;
        self.waiter.carry_out(&Order::Wait)?;
        self.newcomer.carry_out(&Order::Press)?;
        let [waiter, newcomer] = ways.map(|way| Order::Hear { way: way.to_string() });
        let heard = self.each([&waiter, &newcomer])?;
        if heard.iter().zip(ways).any(|(side, way)| side.way != way.to_string()) {
            let [waiter, newcomer] = heard;
            bail!("the way is {} and {}, and not {} and {}", waiter.way, newcomer.way, ways[0], ways[1]);
        }
        Ok(heard[1].voice)
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
        let answers = (self.waiter.answer(), self.newcomer.answer());
        Ok([answers.0?, answers.1?])
    }
}
