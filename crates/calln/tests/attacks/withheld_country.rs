//! Somebody brings nine callers of a country, and looks whether a tenth comes: one who has withheld that very country.

use calln_client::Transport;
use calln_wire::client::{Join, Want};

use crate::caller::{Caller, anyone};
use crate::server::{self, Server};

/// In France, by the country database.
const FRENCH: &str = "90.0.0.";
/// In Germany.
const GERMAN: &str = "91.0.0.";
const SYBILS: u32 = 9;

/// Waits for nobody who is here, and says whether its country is to be told.
fn joins(withholds: bool) -> Join {
    Join { want: Want::Only(vec!["NZ".to_owned()]), withhold_country: Some(withholds), ..anyone() }
}

fn countries(server: &Server) -> Vec<String> {
    let metrics = server.metrics();
    metrics.lines().filter(|line| line.starts_with("calln_callers{")).map(str::to_owned).collect()
}

async fn crowd(server: &Server) -> Vec<Caller> {
    let mut crowd = Vec::new();
    for n in 0..SYBILS {
        let mut sybil = server.caller_from(&format!("{FRENCH}{n}")).await;
        assert_eq!(sybil.welcome.country.as_deref(), Some("FR"));
        sybil.waits(&joins(false)).await;
        crowd.push(sybil);
    }
    crowd
}

#[tokio::test]
async fn p13_nothing_public_tells_which_country_a_caller_withholds() {
    for transport in Transport::ALL {
        let server = server::start(&["--trusted-proxies", "127.0.0.0/8"]).over(transport);
        let crowd = crowd(&server).await;
        let before = countries(&server);
        for (address, country) in [(FRENCH, "FR"), (GERMAN, "DE")] {
            let mut victim = server.caller_from(&format!("{address}200")).await;
            assert_eq!(victim.welcome.country.as_deref(), Some(country));
            assert_eq!(countries(&server), before, "before it has said what is to be told");
            victim.waits(&joins(true)).await;
            assert_eq!(countries(&server), before, "{country}, withheld");
        }
        println!("{SYBILS} callers of a country and one who withholds it: {before:?} as before");

        // Who tells it is counted, from then on and for as long as it is here; what is shown to anybody is a minute old.
        let mut open = server.caller_from(&format!("{FRENCH}201")).await;
        open.waits(&joins(false)).await;
        assert_eq!(countries(&server), [r#"calln_callers{country="FR"} 10"#]);
        open.waits(&joins(true)).await;
        assert_eq!(countries(&server), before, "withheld after all");
        assert!(server.get("/api/stats").1.ends_with(r#""countries":[]}"#));
        drop(crowd);
    }
}
