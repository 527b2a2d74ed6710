//! Where features, snapshots and the register are read from: the repository, or the files embedded in a binary.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::catalogue::{Catalogue, CatalogueError, repository};
use crate::needs::{Needs, NeedsError};
use crate::register::{Register, RegisterError, Waivers};
use crate::snapshot::{Snapshots, Update};

/// Path of the register from the repository's root.
const REGISTER: &str = "tests/requirements.toml";

/// A file embedded in a binary: its path from the repository's root, and its bytes.
pub type Embedded = (&'static str, &'static [u8]);

/// The files of one run.
#[derive(Debug)]
pub struct Assets {
    root: PathBuf,
    origin: Origin,
}

#[derive(Debug)]
enum Origin {
    /// The repository that the suite was built from: snapshots may be written there.
    Repository,
    /// A temporary folder, removed with this value.
    Unpacked {
        #[expect(dead_code, reason = "its end is the folder's end")]
        folder: tempfile::TempDir,
    },
}

impl Assets {
    /// The repository's own files.
    pub fn repository() -> Self {
        Self {
            root: repository(),
            origin: Origin::Repository,
        }
    }

    /// Writes embedded files to a temporary folder.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn unpack(files: &[Embedded]) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        for (name, bytes) in files {
            let path = folder.path().join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, bytes)?;
        }
        Ok(Self {
            root: folder.path().to_owned(),
            origin: Origin::Unpacked { folder },
        })
    }

    /// The folder that paths in features and reports are relative to.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the features.
    pub fn features(&self) -> PathBuf {
        self.root.join("features")
    }

    /// The folder of the plug-ins that run in processes of their own.
    pub fn handlers(&self) -> PathBuf {
        self.root.join("tests/handlers")
    }

    /// The program that checks the bodies of webhook calls. It shares no code with the emulator.
    pub fn reader(&self) -> PathBuf {
        self.root.join("tests/readers/execution_context.py")
    }

    /// The program that checks the description of the Web API. It shares no code with the emulator.
    pub fn csdl_reader(&self) -> PathBuf {
        self.root.join("tests/readers/csdl.py")
    }

    /// The snapshots. Only the repository's are ever written.
    pub fn snapshots(&self) -> Snapshots {
        let update = match self.origin {
            Origin::Repository => Update::from_environment(),
            Origin::Unpacked { .. } => Update::Never,
        };
        Snapshots::new(self.root.join("snapshots"), update)
    }

    /// The scenarios of all features.
    ///
    /// # Errors
    /// When a feature cannot be read.
    pub fn catalogue(&self) -> Result<Catalogue, CatalogueError> {
        Catalogue::load(&self.features())
    }

    /// The requirements.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn register(&self) -> Result<Register, RegisterError> {
        Register::load(&self.root.join(REGISTER))
    }

    /// The waivers.
    ///
    /// # Errors
    /// When the waivers cannot be read.
    pub fn waivers(&self) -> Result<Waivers, RegisterError> {
        Waivers::load(&self.root.join("tests/waivers.toml"))
    }

    /// The capabilities that scenarios need of a target.
    ///
    /// # Errors
    /// When the patterns cannot be read.
    pub fn needs(&self) -> Result<Needs, NeedsError> {
        Needs::load(&self.root.join("tests/needs.toml"))
    }

    /// An id made from the register's bytes, which distinguishes versions of the register.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn fingerprint(&self) -> io::Result<String> {
        let bytes = fs::read(self.root.join(REGISTER))?;
        Ok(Uuid::new_v5(&Uuid::NAMESPACE_OID, &bytes).to_string())
    }
}
