//! A caller: a browser in a home, and the driver beside it that does what it is told (`web/field`).

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use eyre::{OptionExt as _, WrapErr as _, bail};
use serde::{Deserialize, Serialize};

use super::addresses::ORIGIN;
use super::namespace::Namespace;
use super::private::FILES;
use crate::browsers;
use crate::project::Project;

/// The driver's own deadlines come first, and say more.
const ANSWER: Duration = Duration::from_secs(60);

/// What a caller uses.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Browser {
    Chromium,
    Firefox,
}

/// What a caller is told to do; `web/field/orders.ts` says what each means.
#[derive(Serialize)]
#[serde(tag = "order", rename_all = "snake_case")]
pub(super) enum Order {
    Open { url: &'static str, hidden: bool },
    Wait,
    Press,
    Hear { way: &'static str },
    Watch,
    Recover { steady: u32 },
    Leave,
}

/// What came of it.
#[derive(Default, Deserialize)]
pub(super) struct Answer {
    error: Option<String>,
    /// From the press to the first sound, in milliseconds.
    #[serde(default)]
    pub(super) voice: f64,
    /// The way that the voices take, in words.
    #[serde(default)]
    pub(super) way: String,
    /// The longest time without an RTP packet, in milliseconds.
    #[serde(default)]
    pub(super) gap: f64,
}

/// A driver with its browser.
pub(super) struct Caller {
    driver: Child,
    orders: ChildStdin,
    answers: Receiver<String>,
    /// Where it is, for failures.
    place: String,
}

impl Caller {
    /// Starts both in a home. It can be given orders at once.
    pub(super) fn start(project: &Project, home: &Namespace, browser: Browser) -> eyre::Result<Self> {
        let (name, program) = match browser {
            Browser::Chromium => ("chromium", browsers::chromium()?),
            Browser::Firefox => ("firefox", browsers::firefox()?),
        };
        let web = project.path("web");
        let mut command = home.command(web.join("node_modules/.bin/node"));
        command.args(["field/main.ts", name]).arg(program).arg(ORIGIN).current_dir(&web);
        // Profiles end with the lab.
        command.env("TMPDIR", FILES).env("HOME", FILES);
        let mut driver = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let orders = driver.stdin.take().ok_or_eyre("the driver has no input")?;
        let output = driver.stdout.take().ok_or_eyre("the driver has no output")?;
        let (sender, answers) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut caller = Self { driver, orders, answers, place: home.name().to_owned() };
        caller.answer().wrap_err("the browser doesn't start")?;
        Ok(caller)
    }

    /// Begins something. Its answer is to be taken before the next.
    pub(super) fn order(&mut self, order: &Order) -> eyre::Result<()> {
        writeln!(self.orders, "{}", serde_json::to_string(order)?)
            .wrap_err_with(|| format!("the driver in {} is gone", self.place))
    }

    /// What came of the order.
    ///
    /// # Errors
    /// Where it can't be carried out, or takes too long.
    pub(super) fn answer(&mut self) -> eyre::Result<Answer> {
        let line = self
            .answers
            .recv_timeout(ANSWER)
            .wrap_err_with(|| format!("no answer of the driver in {}", self.place))?;
        let answer: Answer = serde_json::from_str(&line)?;
        match answer.error {
            Some(error) => bail!("{}: {error}", self.place),
            None => Ok(answer),
        }
    }

    /// Both: an order, and its answer.
    pub(super) fn carry_out(&mut self, order: &Order) -> eyre::Result<Answer> {
        self.order(order)?;
        self.answer()
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        // Its browser ends with it: Puppeteer ends those whose pipe or socket is gone, and the kernel the rest.
        let _ended = self.driver.kill();
        let _ended = self.driver.wait();
    }
}
