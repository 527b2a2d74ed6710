//! Runs organization requests: from the HTTP doors, from plug-ins, and from background operations
//! and system jobs.

mod address;
mod alternate_key;
mod behavior;
mod bypass;
mod cascade;
mod core;
mod definitions;
mod draft;
mod error;
mod execute;
mod files;
mod memo;
mod message;
pub mod organization;
mod parties;
mod pipeline;
pub mod plugin;
mod privilege;
mod registry;
mod row;
mod sdk_messages;
mod security;
mod seed;
mod service_fault;
mod session;
mod solution;
mod step;
mod subject;
mod team_rows;
mod tries;
mod turns;

pub use bypass::Bypass;
pub use error::{fault_of, fetch_xml_fault, not_found, query_fault};
pub use message::unknown as unknown_message;
pub use pipeline::step_of;
pub use privilege::Depth;
pub use registry::{MessageRef, Registry};
pub use security::{Admission, Caller, Named, Provisioned, UserSpec, admit, caller};
pub use service_fault::service_fault;
pub use team_rows::pair_id;
