//! The namespaces of the types of metadata. A type belongs to that of the version that introduced it.

use crate::complex::types::Namespace;

const DOTNET_METADATA: &str = "Microsoft.Xrm.Sdk.Metadata";
const DOTNET_QUERY: &str = "Microsoft.Xrm.Sdk.Metadata.Query";

/// The SDK's types that rows have, too.
pub(super) const SDK: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2011/Contracts",
    prefix: "a",
    dotnet: "Microsoft.Xrm.Sdk",
};

/// Operators that queries of rows have, too.
pub(super) const QUERY_OF_ROWS: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2011/Contracts",
    prefix: "a",
    dotnet: "Microsoft.Xrm.Sdk.Query",
};

/// Types of the version of 2011.
pub(super) const METADATA: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2011/Metadata",
    prefix: "m",
    dotnet: DOTNET_METADATA,
};

/// Types of the version of 2013.
pub(super) const METADATA_2013: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2013/Metadata",
    prefix: "k",
    dotnet: DOTNET_METADATA,
};

/// Types of version 7.1.
pub(super) const METADATA_7_1: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/7.1/Metadata",
    prefix: "n",
    dotnet: DOTNET_METADATA,
};

/// Types of version 7.1 that belong to no definition alone.
pub(super) const CONTRACTS_7_1: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/7.1/Contracts",
    prefix: "l",
    dotnet: "Microsoft.Xrm.Sdk",
};

/// Types of version 9.0.
pub(super) const METADATA_9_0: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/9.0/Metadata",
    prefix: "p",
    dotnet: DOTNET_METADATA,
};

/// Queries for metadata.
pub(super) const QUERY: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/2011/Metadata/Query",
    prefix: "j",
    dotnet: DOTNET_QUERY,
};

/// Queries for metadata of version 8.0.
pub(super) const QUERY_8_0: Namespace = Namespace {
    uri: "http://schemas.microsoft.com/xrm/8.0",
    prefix: "h",
    dotnet: DOTNET_QUERY,
};
