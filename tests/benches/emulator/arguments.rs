//! The command line of the benchmark.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::play::{Effort, Plan};
use crate::scenes::{self, Name};
use crate::{Outcome, emulator};

const SHORT: Effort = Effort {
    rounds: 5,
    window: Duration::from_millis(600),
};
const LONG: Effort = Effort {
    rounds: 15,
    window: Duration::from_secs(3),
};

/// Measures the emulator against raw servers on the same stack.
#[derive(Debug, Parser)]
#[command(name = "cargo bench -p dataverse-conformance --")]
pub(crate) struct Arguments {
    /// More rounds with longer windows
    #[arg(long)]
    long: bool,
    /// These figures alone: names, or their beginnings up to a hyphen
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = scenes::named)]
    only: Vec<Vec<Name>>,
    /// Another emulator's binary, measured in the same rounds
    #[arg(long, value_name = "PATH")]
    against: Option<PathBuf>,
    /// A stub that is running, measured beside "submit, temporary"
    #[arg(long, value_name = "URL", value_parser = address)]
    stub: Option<SocketAddr>,
    /// Is a raw server on a database with a durability, as SQLite names it
    #[arg(long, hide = true, num_args = 2)]
    raw: Vec<String>,
    /// What cargo says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// The role of this process.
pub(crate) enum Role {
    /// A raw server on this database file with this durability.
    Raw(String, String),
    /// The process that measures.
    Benchmark(Plan),
}

impl Arguments {
    /// Makes a plan of the arguments; builds the release binary unless `DATAVERSE_EMULATOR_BIN` names one.
    pub(crate) fn role(self) -> Outcome<Role> {
        if let [database, durability] = self.raw.as_slice() {
            return Ok(Role::Raw(database.clone(), durability.clone()));
        }
        Ok(Role::Benchmark(Plan {
            effort: if self.long { LONG } else { SHORT },
            stub: self.stub,
            names: match self.only.is_empty() {
                true => Name::value_variants().to_vec(),
                false => self.only.concat(),
            },
            binary: emulator::binary()?,
            against: self.against,
        }))
    }
}

/// The address of a URL without a path.
fn address(url: &str) -> Result<SocketAddr, String> {
    let host = url.strip_prefix("http://").unwrap_or_default();
    let host = host.trim_end_matches('/');
    let found = host.to_socket_addrs().map_err(|error| error.to_string());
    found?.next().ok_or("it has no address".to_owned())
}
