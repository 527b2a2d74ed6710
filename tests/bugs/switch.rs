//! The switches of the planted bugs: at most one bug is on in a process.
//!
//! No part of the workspace: the test that plants the bugs makes the crate `planted` of this file in its copy.

use std::io::Read;
use std::os::unix::net::UnixListener;
use std::sync::{PoisonError, RwLock};

static ON: RwLock<String> = RwLock::new(String::new());

/// Whether the bug of this name is on.
pub fn is_on(bug: &str) -> bool {
    *ON.read().unwrap_or_else(PoisonError::into_inner) == bug
}

/// Switches on the bug that the environment names. Where it names a socket as well, each connection sends the name of
/// the bug to be on from then on, or nothing for none, and is closed when that is done.
pub fn start() {
    switch_to(std::env::var("DATAVERSE_EMULATOR_BUG").unwrap_or_default());
    let Some(path) = std::env::var_os("DATAVERSE_EMULATOR_BUG_SOCKET") else {
        return;
    };
    let listener = UnixListener::bind(path).expect("the socket can be made");
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.expect("the test connects");
            let mut name = String::new();
            let read = connection.read_to_string(&mut name);
            read.expect("the test sends a name");
            switch_to(name);
        }
    });
}

fn switch_to(name: String) {
    *ON.write().unwrap_or_else(PoisonError::into_inner) = name;
}
