//! A centre beside a scripted telephone system, served to a browser: for measuring socket to screen.
//!
//! Room:  server, `bench`; hidden, `callboard bench-pbx`. Read by `web/e2e/bench-socket.mjs`.
//! Gives: on standard output, after each write to the manager socket, `joined COUNT MICROS`: how many
//!        callers have joined a queue by now, and the Unix time of those events in microseconds.
//! Holds: calls begin with the process; the folder is made up and goes with it.
//! Proof: docs/benchmarks.md.

use super::Scratch;
use super::ami::{config_of, telephone_system};
use crate::cli::print;
use crate::clock;
use crate::compose::{Foundation, add_asterisk, until_told_to_stop};
use crate::config::Config;
use crate::engine::Options;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Serves the centre until told to stop.
pub async fn serve(listen: SocketAddr) -> anyhow::Result<()> {
    let scratch = Scratch::new("bench-pbx")?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let config = Config { listen, ..config_of(&listener)? };
    let systems = config.asterisk.clone();
    let clock = clock::system();
    let foundation = Foundation::lay(config, &scratch.join("data"), clock()).await?;
    let mut house = foundation.open(Arc::clone(&clock), Options::default()).await?;
    let stop = CancellationToken::new();
    let pbx = tokio::spawn(telephone_system(listener, stop.clone(), |written, at| {
        print(&format!("joined {} {}\n", joined(written), at.micros()));
    }));
    for one in systems {
        add_asterisk(&mut house, one, &clock).await?;
    }
    house.announce();
    until_told_to_stop().await?;
    stop.cancel();
    pbx.await??;
    house.close().await
}

/// Every second of four events of a call is its joining.
fn joined(written: u64) -> u64 {
    (written + 2) / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_has_joined_with_the_second_event() {
        assert_eq!([0, 1, 2, 5, 6, 10].map(joined), [0, 0, 1, 1, 2, 3]);
    }
}
