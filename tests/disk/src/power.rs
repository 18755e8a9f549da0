//! A power failure: what a disk holds afterwards, made from the tape on which every write and sync was noted. Pages that
//! no sync has brought to the disk may be there or not, whole or in part; those of a sync that failed are forgotten by
//! the system: unless they are written again, later syncs say nothing about them. Deliberately absent: folders; files
//! that were there before stay there.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use stepwell_kill::Trouble;
use stepwell_kill::chance::Chance;

/// Bytes of a page of the system's cache: one changed byte makes all of it dirty.
const PAGE: usize = 4096;

/// Bytes that a disk writes whole or not at all.
const SECTOR: usize = 512;

/// Bytes before the data of a note: what and which file (32 bits each), where and how much (64 bits each).
const HEAD: usize = 24;

/// The database and its log: in the cache, and on the disk.
#[derive(Debug)]
pub struct Machine {
    files: [Image; 2],
    paths: [PathBuf; 2],
    tape: PathBuf,
}

/// A file.
#[derive(Debug)]
struct Image {
    cached: Vec<u8>,
    kept: Vec<u8>,
    dirty: BTreeSet<usize>,
}

impl Machine {
    /// A machine on whose disk everything is that the files of this database hold now. The tape begins anew.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn new(database: &Path, tape: &Path) -> Result<Self, Trouble> {
        let mut log = database.as_os_str().to_owned();
        log.push("-wal");
        let paths = [database.to_owned(), PathBuf::from(log)];
        let files = [Image::of(&paths[0])?, Image::of(&paths[1])?];
        fs::write(tape, [])?;
        Ok(Machine { files, paths, tape: tape.to_owned() })
    }

    /// Plays the tape and leaves in the files what a power failure leaves of them. No server runs.
    ///
    /// # Errors
    /// Those of the disk; a tape that is none.
    pub fn fail(mut self, chance: &mut Chance) -> Result<(), Trouble> {
        let tape = fs::read(&self.tape)?;
        let mut rest = tape.as_slice();
        // The end of the last note may be missing: what it says was in nobody's answer.
        while let Some((note, behind)) = Note::first(rest) {
            let file = self.files.get_mut(note.file).ok_or("a note of a file that is none")?;
            file.play(&note, chance)?;
            rest = behind;
        }
        for (image, path) in self.files.iter_mut().zip(&self.paths) {
            image.lose(chance);
            fs::write(path, &image.kept)?;
        }
        // The index of the log is only ever in memory.
        let mut index = self.paths[0].as_os_str().to_owned();
        index.push("-shm");
        match fs::remove_file(PathBuf::from(index)) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause.into()),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// A note on the tape.
struct Note<'t> {
    what: u32,
    file: usize,
    at: usize,
    bytes: &'t [u8],
}

impl<'t> Note<'t> {
    fn first(tape: &'t [u8]) -> Option<(Self, &'t [u8])> {
        let word = |at: usize| tape.get(at..at + 4)?.try_into().ok().map(u32::from_ne_bytes);
        let long = |at: usize| tape.get(at..at + 8)?.try_into().ok().map(u64::from_ne_bytes);
        let (what, file, at, length) = (word(0)?, word(4)?, long(8)?, long(16)?);
        let end = HEAD + usize::try_from(length).ok()?;
        let note =
            Note { what, file: file as usize, at: usize::try_from(at).ok()?, bytes: tape.get(HEAD..end)? };
        Some((note, &tape[end..]))
    }
}

impl Image {
    fn of(path: &Path) -> Result<Self, Trouble> {
        let bytes = match fs::read(path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read?,
        };
        Ok(Image { kept: bytes.clone(), cached: bytes, dirty: BTreeSet::new() })
    }

    fn play(&mut self, note: &Note<'_>, chance: &mut Chance) -> Result<(), Trouble> {
        match note.what {
            1 => self.write(note.at, note.bytes),
            2 => self.sync(),
            3 => self.forget(chance),
            4 => self.cut(note.at),
            what => return Err(format!("a note of kind {what}").into()),
        }
        Ok(())
    }

    fn write(&mut self, at: usize, bytes: &[u8]) {
        let end = at + bytes.len();
        if self.cached.len() < end {
            self.cached.resize(end, 0);
        }
        self.cached[at..end].copy_from_slice(bytes);
        self.dirty.extend(at / PAGE..end.div_ceil(PAGE));
    }

    fn cut(&mut self, length: usize) {
        self.cached.resize(length, 0);
        self.dirty.retain(|page| page * PAGE < length);
        // A file that was cut is so on the disk with the next sync; until then the old end matters to nobody.
        self.kept.truncate(length);
    }

    fn sync(&mut self) {
        for page in std::mem::take(&mut self.dirty) {
            self.keep(page, |_| true);
        }
    }

    /// A sync that failed: some pages have come to the disk, the others are taken for clean.
    fn forget(&mut self, chance: &mut Chance) {
        for page in std::mem::take(&mut self.dirty) {
            if chance.between(0, 1) == 0 {
                self.keep(page, |_| true);
            }
        }
    }

    /// The power fails: of each dirty page nothing, all or some sectors are there.
    fn lose(&mut self, chance: &mut Chance) {
        for page in std::mem::take(&mut self.dirty) {
            let case = chance.between(0, 2);
            self.keep(page, |_| case == 1 || (case == 2 && chance.between(0, 1) == 0));
        }
    }

    /// Brings the sectors of a page to the disk for which `is_kept` says so.
    fn keep(&mut self, page: usize, mut is_kept: impl FnMut(usize) -> bool) {
        let end = self.cached.len().min((page + 1) * PAGE);
        for sector in (page * PAGE..end).step_by(SECTOR) {
            if !is_kept(sector) {
                continue;
            }
            let sector_end = end.min(sector + SECTOR);
            if self.kept.len() < sector_end {
                self.kept.resize(sector_end, 0);
            }
            self.kept[sector..sector_end].copy_from_slice(&self.cached[sector..sector_end]);
        }
    }
}

#[cfg(test)]
mod tests {
    use stepwell_kill::chance::Chance;

    use super::{Image, PAGE};

    fn image() -> Image {
        Image { cached: vec![0; 2 * PAGE], kept: vec![0; 2 * PAGE], dirty: Default::default() }
    }

    #[test]
    fn only_a_sync_brings_pages_to_the_disk_for_sure() {
        let mut chance = Chance::new(1);
        let mut lost = 0;
        for _ in 0..50 {
            let mut image = image();
            image.write(10, &[1; 20]);
            image.sync();
            image.write(PAGE, &[2; PAGE]);
            image.lose(&mut chance);
            assert_eq!(image.kept[10..30], [1; 20]);
            lost += usize::from(image.kept[PAGE] == 0);
        }
        assert!((10..40).contains(&lost), "{lost}");
    }

    #[test]
    fn a_sync_after_one_that_failed_says_nothing_about_what_was_written_before() {
        let mut chance = Chance::new(1);
        let mut lost = 0;
        for _ in 0..50 {
            let mut image = image();
            image.write(0, &[1; 20]);
            image.forget(&mut chance);
            image.write(PAGE, &[2; 20]);
            image.sync();
            image.lose(&mut chance);
            assert_eq!(image.kept[PAGE], 2);
            lost += usize::from(image.kept[0] == 0);
        }
        assert!((10..40).contains(&lost), "{lost}");
    }
}
