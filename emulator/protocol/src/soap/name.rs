//! The namespaces of the organization service (section 7.2), and qualified names.

use std::fmt;

/// The SOAP 1.1 envelope.
pub(super) const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// Operations and their parameters.
pub(super) const SERVICES: &str = "http://schemas.microsoft.com/xrm/2011/Contracts/Services";
/// The SDK's types.
pub(super) const CONTRACTS: &str = "http://schemas.microsoft.com/xrm/2011/Contracts";
/// Keys and values of collections.
pub(super) const GENERIC: &str =
    "http://schemas.datacontract.org/2004/07/System.Collections.Generic";
/// Guids and durations.
pub(super) const SERIALIZATION: &str = "http://schemas.microsoft.com/2003/10/Serialization/";
/// Arrays.
pub(super) const ARRAYS: &str = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";
/// Alternate keys, and the behavior of concurrent writes.
pub(super) const CONTRACTS_7_1: &str = "http://schemas.microsoft.com/xrm/7.1/Contracts";
/// Collections of options.
pub(super) const CONTRACTS_9_0: &str = "http://schemas.microsoft.com/xrm/9.0/Contracts";
/// `type` and `nil`.
pub(super) const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Simple types.
pub(super) const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";

/// A qualified name; the namespace is empty for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QualifiedName<'x> {
    pub(super) namespace: &'x str,
    pub(super) local: &'x str,
}

impl fmt::Display for QualifiedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            f.write_str(self.local)
        } else {
            write!(f, "{{{}}}{}", self.namespace, self.local)
        }
    }
}
