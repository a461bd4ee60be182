//! Where data sets lie: a given folder, else that of the environment, else the user's cache; and whether they are whole.

use crate::error::Error;
use crate::known::{File, Known};
use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};
use std::env;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The variable of the environment that names the folder of data sets.
pub const VARIABLE: &str = "NEURODYN_DATA";

/// The folders that are looked into, first things first; each set lies in a folder of its own name inside of them.
///
/// ```
/// use neurodyn_datasets::{Error, Folder, usps_gpml};
///
/// let folder = Folder::only("no/such/folder");
/// let error = usps_gpml(&folder).unwrap_err();
/// assert!(matches!(error, Error::Missing { set: "usps_gpml", .. }));
/// assert!(error.to_string().contains("gaussianprocess.org"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    places: Vec<(String, PathBuf)>,
}

/// How a set is.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Its files are whole; in this folder.
    Found(PathBuf),
    /// There is none.
    Missing,
    /// It is there, but not whole, or not this edition.
    Damaged(Error),
}

impl Folder {
    /// The `given` folder and no other; without one, that of [`VARIABLE`], then `neurodyn` in the user's cache.
    ///
    /// Nothing is touched yet: what is missing is said by the set that is read.
    #[must_use]
    pub fn find(given: Option<&Path>) -> Self {
        if let Some(given) = given {
            return Self { places: vec![("given".to_owned(), given.to_owned())] };
        }
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        let mut places = Vec::new();
        if let Some(folder) = set(VARIABLE) {
            places.push((format!("by {VARIABLE}"), PathBuf::from(folder)));
        }
        // the rules of the platforms: XDG, Library/Caches, LOCALAPPDATA
        let home = |below: &str| set("HOME").map(|home| PathBuf::from(home).join(below));
        let cache = if cfg!(target_os = "windows") {
            set("LOCALAPPDATA").map(PathBuf::from)
        } else if cfg!(target_os = "macos") {
            home("Library/Caches")
        } else {
            set("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| home(".cache"))
        };
        if let Some(cache) = cache {
            let unset = if places.is_empty() {
                format!("user cache; {VARIABLE} is not set")
            } else {
                "user cache".into()
            };
            places.push((unset, cache.join("neurodyn")));
        }
        Self { places }
    }
    /// This folder and no other.
    #[must_use]
    pub fn only(folder: impl Into<PathBuf>) -> Self {
        Self { places: vec![("given".to_owned(), folder.into())] }
    }
    /// The same with another folder to look into, after all others; `why` is for messages.
    #[must_use]
    pub fn or(mut self, why: &str, folder: impl Into<PathBuf>) -> Self {
        self.places.push((why.to_owned(), folder.into()));
        self
    }
    /// The folders, and what made us look there.
    #[must_use]
    pub fn places(&self) -> &[(String, PathBuf)] {
        &self.places
    }
    /// Whether the files of a set are there, whole or not.
    #[must_use]
    pub fn has(&self, known: &Known) -> bool {
        known.files.iter().all(|file| self.path(known, file).is_ok())
    }
    /// Looks for a set and checks its files, which takes as long as reading them.
    #[must_use]
    pub fn state(&self, known: &Known) -> State {
        let read = |file: &File| self.read(known, file).map(|(path, _)| path);
        match known.files.iter().map(read).collect::<Result<Vec<_>, _>>() {
            Ok(paths) => {
                State::Found(paths.last().and_then(|path| path.parent()).unwrap_or(Path::new("")).to_owned())
            }
            Err(Error::Missing { .. }) => State::Missing,
            Err(error) => State::Damaged(error),
        }
    }
    /// The content of a file of a set, decompressed, and where it is: exactly what was known of it.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Damaged`], [`Error::File`] if it cannot be read.
    pub fn read(&self, known: &Known, file: &File) -> Result<(PathBuf, Vec<u8>), Error> {
        let path = self.path(known, file)?;
        let fault = |why: std::io::Error| Error::File { path: path.clone(), why: why.to_string() };
        let raw = std::fs::File::open(&path).map_err(fault)?;
        let damaged = |found: String| Error::Damaged { set: known.name, path: path.clone(), found };
        // one byte more tells a longer file, and a hostile one does not fill the memory
        let limit = file.bytes + 1;
        let mut content = Vec::new();
        if path.extension().is_some_and(|end| end == "gz") {
            let read = GzDecoder::new(raw).take(limit).read_to_end(&mut content);
            read.map_err(|why| damaged(format!("{} bytes decompressed, then: {why}", content.len())))?;
        } else {
            raw.take(limit).read_to_end(&mut content).map_err(fault)?;
        }
        if content.len() as u64 != file.bytes {
            let found =
                if content.len() as u64 == limit { "more".to_owned() } else { content.len().to_string() };
            return Err(damaged(format!("{found} bytes (decompressed), {} expected", file.bytes)));
        }
        let found = sha256(&content);
        if found != file.sha256 {
            return Err(damaged(format!("SHA-256 {found} (decompressed), {} expected", file.sha256)));
        }
        Ok((path, content))
    }
    /// Where a file is.
    fn path(&self, known: &Known, file: &File) -> Result<PathBuf, Error> {
        let mut tried = Vec::new();
        for (why, folder) in &self.places {
            let plain = folder.join(known.name).join(file.name);
            for path in [plain.clone(), folder.join(known.name).join(format!("{}.gz", file.name))] {
                if path.is_file() {
                    return Ok(path);
                }
            }
            tried.push((why.clone(), plain));
        }
        Err(Error::Missing { set: known.name, tried })
    }
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
