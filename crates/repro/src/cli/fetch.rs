//! Downloads a data set when it is asked for, by curl: with its progress, going on where it was interrupted, checked.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use neurodyn_datasets::folder::Folder;
use neurodyn_datasets::known::{File, Known};

use crate::error::ReproError;

/// Puts the files of a set that are not there into the first of these folders.
pub(super) fn fetch(known: &Known, folder: &Folder) -> Result<(), ReproError> {
    let input = |hint: String| ReproError::Input { what: known.name.to_owned(), hint };
    let (_, place) = folder
        .places()
        .first()
        .ok_or_else(|| input("no folder to put it into: give one by --data".to_owned()))?;
    let inside = place.join(known.name);
    fs::create_dir_all(&inside).map_err(ReproError::write(&inside))?;
    let own = Folder::only(place);
    for file in known.files {
        if own.read(known, file).is_ok() {
            continue;
        }
        let url = file.url.ok_or_else(|| {
            input(format!("{} cannot be downloaded by itself.\n{}", file.name, known.advice()))
        })?;
        let part = inside.join(format!("{}.part", url.rsplit('/').next().unwrap_or(file.name)));
        let _ = writeln!(std::io::stderr(), "{url}");
        download(url, &part)
            .map_err(|why| input(format!("{url}: {why}; {} is kept.\n{}", part.display(), known.advice())))?;
        let placed = place_file(&part, file, url, &inside)?;
        if let Err(error) = own.read(known, file) {
            // what came is not what was asked for, and going on from it would be no use
            let _ = fs::remove_file(&placed);
            return Err(ReproError::data(error));
        }
    }
    Ok(())
}

/// Goes on with `part`, or begins it.
fn download(url: &str, part: &Path) -> Result<(), String> {
    let status = Command::new("curl")
        .args(["--fail", "--location", "--progress-bar", "--continue-at", "-", "--output"])
        .arg(part)
        .arg(url)
        .stdin(Stdio::null())
        .status()
        .map_err(|why| format!("curl cannot be run ({why})"))?;
    if status.success() { Ok(()) } else { Err(format!("curl ended with {status}")) }
}

/// Puts a download into its place and returns that: as it is, or what is inside of an archive.
fn place_file(part: &Path, file: &File, url: &str, inside: &Path) -> Result<PathBuf, ReproError> {
    let plain = inside.join(file.name);
    if Path::new(url).extension().is_some_and(|end| end == "zip") {
        let content = unpacked(part, file).map_err(|hint| {
            // a broken archive would be gone on with for ever
            let _ = fs::remove_file(part);
            ReproError::Input { what: url.to_owned(), hint }
        })?;
        crate::runner::whole(&plain, &content)?;
        let _ = fs::remove_file(part);
        return Ok(plain);
    }
    let packed = Path::new(url).extension().is_some_and(|end| end == "gz");
    let to = if packed { inside.join(format!("{}.gz", file.name)) } else { plain };
    fs::rename(part, &to).map_err(ReproError::write(&to))?;
    Ok(to)
}

/// The file of this name in an archive, under any folder.
fn unpacked(archive: &Path, file: &File) -> Result<Vec<u8>, String> {
    let opened = fs::File::open(archive).map_err(|why| why.to_string())?;
    let mut archive = zip::ZipArchive::new(opened).map_err(|why| why.to_string())?;
    let mut names = archive.file_names();
    let name = names.find(|name| name.rsplit('/').next() == Some(file.name)).map(str::to_owned);
    drop(names);
    let name = name.ok_or_else(|| format!("the archive has no {}", file.name))?;
    let entry = archive.by_name(&name).map_err(|why| why.to_string())?;
    let mut content = Vec::new();
    // its length is checked afterwards; no archive fills the memory
    entry.take(file.bytes + 1).read_to_end(&mut content).map_err(|why| why.to_string())?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use neurodyn_datasets::folder::{State, sha256};

    const CONTENT: &[u8] = b"the content of a file that is fetched";

    /// A set of one file that is fetched from this place on disk.
    fn known(url: &Path) -> Known {
        let url: &'static str = format!("file://{}", url.display()).leak();
        let file = File {
            name: "f.txt",
            bytes: CONTENT.len() as u64,
            sha256: sha256(CONTENT).leak(),
            url: Some(url),
        };
        Known { name: "k", title: "t", files: vec![file].leak(), get: "g", licence: "l" }
    }

    fn curl_is_there() -> bool {
        let there =
            Command::new("curl").arg("--version").output().is_ok_and(|output| output.status.success());
        if !there {
            eprintln!("SKIPPED: curl is not installed");
        }
        there
    }

    #[test]
    fn a_file_is_fetched_and_an_interrupted_one_is_gone_on_with() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let source = from.path().join("f.txt");
        fs::write(&source, CONTENT).unwrap();
        let (known, folder) = (known(&source), Folder::only(to.path()));
        if !curl_is_there() {
            return;
        }
        let inside = to.path().join("k");
        fs::create_dir(&inside).unwrap();
        fs::write(inside.join("f.txt.part"), &CONTENT[..10]).unwrap();
        fetch(&known, &folder).unwrap();
        assert_eq!(folder.state(&known), State::Found(inside.clone()));
        assert!(!inside.join("f.txt.part").exists());
        // nothing is fetched twice
        fs::remove_file(&source).unwrap();
        fetch(&known, &folder).unwrap();
    }

    #[test]
    fn another_content_is_not_kept() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let source = from.path().join("f.txt");
        fs::write(&source, b"another content").unwrap();
        if !curl_is_there() {
            return;
        }
        let error = fetch(&known(&source), &Folder::only(to.path())).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        assert!(!to.path().join("k/f.txt").exists());
        fs::remove_file(&source).unwrap();
        assert_eq!(fetch(&known(&source), &Folder::only(to.path())).unwrap_err().exit_code(), 3);
    }

    #[test]
    fn what_is_inside_of_an_archive_is_unpacked() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let source = from.path().join("f.zip");
        let mut archive = zip::ZipWriter::new(fs::File::create(&source).unwrap());
        archive.start_file("folder/f.txt", zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(CONTENT).unwrap();
        archive.finish().unwrap();
        if !curl_is_there() {
            return;
        }
        let (known, folder) = (known(&source), Folder::only(to.path()));
        fetch(&known, &folder).unwrap();
        assert_eq!(folder.state(&known), State::Found(to.path().join("k")));
    }
}
