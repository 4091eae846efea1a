//! CPU per relayed packet and packets lost, for this server and for coturn, in one run:
//!
//! ```text
//! cargo build --release -p calln-turn --examples
//! cargo run --release -p calln-turn --example bench_turn [PAIRS] [PACKETS_PER_SECOND] [SECONDS] [ROUNDS]
//! ```
//!
//! Every pair is two allocations that talk over channels, 160 bytes a packet, both ways, over UDP on loopback.
//! The two servers take turns; the figures are medians over the rounds. Needs Debian's package `coturn`.

mod load;
mod servers;

use std::error::Error;
use std::io::Write as _;

use load::{Figures, Load};
use servers::Contestant;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u32| arguments.next().map_or(Ok(default), |text| text.parse());
    let load = Load { pairs: number(50)?, packets_per_second: number(10_000)?, seconds: number(8)? };
    let rounds = number(3)?.max(1);

    let mut results = [Contestant::Ours, Contestant::Coturn].map(|contestant| (contestant, Vec::new()));
    for _ in 0..rounds {
        for (contestant, figures) in &mut results {
            let server = contestant.start().await?;
            figures.push(load.measure(&server).await?);
        }
    }

    let [ours, coturn] = results.map(|(_, figures)| Figures::median(figures));
    writeln!(
        std::io::stdout(),
        "{} pairs, {} packets/s of 160 bytes in all, {} s, median of {rounds}\n\n\
         | | calln-turn | coturn | ratio |\n|---|---|---|---|\n\
         | CPU µs per relayed packet | {:.2} | {:.2} | {:.2} |\n\
         | packets relayed per second | {:.0} | {:.0} | |\n\
         | packets lost | {} | {} | |\n\
         | RSS, KiB | {} | {} | {:.2} |",
        load.pairs,
        load.packets_per_second,
        load.seconds,
        ours.cpu_us_per_packet,
        coturn.cpu_us_per_packet,
        ours.cpu_us_per_packet / coturn.cpu_us_per_packet,
        ours.packets_per_second,
        coturn.packets_per_second,
        ours.lost,
        coturn.lost,
        ours.rss_kib,
        coturn.rss_kib,
        ours.rss_kib as f64 / coturn.rss_kib as f64,
    )?;
    Ok(())
}
