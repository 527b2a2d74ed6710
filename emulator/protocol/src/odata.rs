//! OData 4.0 as Dataverse speaks it: addresses, query options, literals and answers.
//!
//! Everything is text to tree and tree to text. Whether a table, a column or an operation exists,
//! and which type a column has, is the server's business.

mod column;
mod cursor;

pub mod complex;
pub mod context;
pub mod etag;
pub mod expand;
pub mod filter;
pub mod json;
pub mod literal;
pub mod options;
pub mod path;
pub mod skip_token;
pub mod version;

pub use column::unwrap_lookup;
pub use cursor::SyntaxError;
pub use options::Options;
