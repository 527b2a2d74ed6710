//! OData 4.0 as Dataverse implements it: paths, query options, literals and JSON.
//!
//! The modules translate text to trees and trees to text, and know no tables, no columns with their types, and no
//! operations.

mod column;
mod cursor;

pub mod apply;
pub mod complex;
pub mod context;
pub mod csdl;
pub mod definitions;
pub mod etag;
pub mod expand;
pub mod filter;
pub mod json;
pub mod literal;
pub mod metadata_level;
pub mod options;
pub mod path;
pub mod primitive;
pub mod skip_token;
pub mod strict;
pub mod type_name;
pub mod version;

pub use column::unwrap_lookup;
pub use cursor::SyntaxError;
pub use options::Options;
