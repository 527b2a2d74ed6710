//! What every example needs when it is run by itself: a client of the service that its arguments name.
//!
//! ```sh
//! DATAVERSE_TOKEN=me cargo run -p dataverse-client --example simple_wait -- \
//!     http://127.0.0.1:5050/api/data/v9.2 contoso_GenerateLargeReport
//! ```

use std::env;

use dataverse_client::{Client, EnvironmentToken, Error, Result};

/// The client of the service root in the first argument, and the path in the second. The token is in the variable
/// `DATAVERSE_TOKEN`.
///
/// # Errors
/// When an argument is missing or is no service root.
pub(crate) fn given() -> Result<(Client, String)> {
    let mut arguments = env::args().skip(1);
    let missing = || Error::Request("give a service root and the path of an action".into());
    let root = arguments.next().ok_or_else(missing)?;
    let path = arguments.next().ok_or_else(missing)?;
    let token = EnvironmentToken::new("DATAVERSE_TOKEN");
    Ok((Client::builder(root).token(token).build()?, path))
}
