//! Why files are no solution that can be read.

use thiserror::Error;

use super::files::FilesError;

/// Why files are no solution that can be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SolutionError {
    /// The archive or the names of its files.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// A document is no XML, has a document type, or is too large.
    #[error("'{path}' cannot be read at byte {offset}: {reason}.")]
    Xml {
        /// Path of the file.
        path: String,
        /// Byte offset in the file.
        offset: usize,
        /// What is wrong there.
        reason: String,
    },
    /// No file holds a solution manifest, or two do.
    #[error(
        "The files have {found} solution manifests: expected one, in 'solution.xml' or 'Other/Solution.xml'."
    )]
    Manifest {
        /// Number of manifests found.
        found: usize,
    },
    /// An element lacks a part that it must have.
    #[error("'{path}': <{element}> has no {missing}.")]
    Missing {
        /// Path of the file.
        path: String,
        /// Name of the element.
        element: String,
        /// The part that is missing.
        missing: String,
    },
    /// A part of an element has a value that it cannot have.
    #[error("'{path}': {part} of <{element}> is '{found}': expected {expected}.")]
    Value {
        /// Path of the file.
        path: String,
        /// Name of the element.
        element: String,
        /// Name of the attribute or child element.
        part: String,
        /// The value in the file.
        found: String,
        /// The values that it can have.
        expected: String,
    },
    /// A part refers to something that the solution does not have.
    #[error("'{path}' belongs to '{owner}', which the solution does not have.")]
    Orphan {
        /// Path of the file.
        path: String,
        /// The owner's name.
        owner: String,
    },
}
