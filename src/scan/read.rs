//! Reads the bytes of an opened file, if they are wanted.
//!
//! Does not know how the file was found. Invariant: a file that is not wanted takes no memory beyond
//! the buffer, and a wanted one is held once.
//!
//! A small file costs one `read` into a buffer that each thread keeps. There is no `stat`, and no
//! second `read` to see the end, because a regular file returns fewer bytes than asked for only at
//! its end. The buffer has 64 KB: a larger one leaves the processor's cache, and is slower also for
//! small files.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};

use super::error::{ENDLESS, LARGEST_FILE, Problem, ReadFailure};
use super::needles::Needles;
use super::open::read_at;

/// The number of bytes that are read at once.
pub(super) const CHUNK: usize = 64 << 10;

thread_local! {
    /// The buffer of a thread, with room for the overlap and a chunk.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The files whose bytes are returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The files that the byte search selects.
    OnHit,
    /// All files.
    Always,
}

/// The bytes of a file if it was wanted, and the number of bytes that were searched.
pub(super) struct Contents {
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) searched: u64,
}

/// The least number of bytes that two chunks share: more than the text that is read after a mark.
const OVERLAP: usize = 512;

/// Searches `file`, and loads it if it is wanted. For an unwanted file, `marked` is called with the
/// bytes after each mark of `needles`, up to the end of the chunk. Chunks overlap, so that a mark may be
/// reported twice.
pub(super) fn load(
    file: &File,
    wanted: Wanted,
    needles: &Needles,
    marked: &mut dyn FnMut(&[u8]),
) -> Result<Contents, ReadFailure> {
    BUFFER.with_borrow_mut(|buffer| {
        let room = needles.overlap().max(OVERLAP) + CHUNK;
        if buffer.len() != room {
            // A new buffer is zero already and need not be written.
            *buffer = vec![0; room];
        }
        load_with(buffer, file, wanted, needles, marked)
    })
}

/// Does the work of [`load`] with a buffer that has room for a chunk and the overlap.
fn load_with(
    buffer: &mut [u8],
    file: &File,
    wanted: Wanted,
    needles: &Needles,
    marked: &mut dyn FnMut(&[u8]),
) -> Result<Contents, ReadFailure> {
    // The start of the buffer keeps the end of the previous chunk, for strings that lie across the
    // border.
    let overlap = needles.overlap().max(OVERLAP);
    let mut from = overlap;
    let mut searched = 0;
    let mut unsuspicious = ENDLESS;
    let mut is_wide = false;
    loop {
        let got = read_at(file, &mut buffer[overlap..], searched)?;
        let first = searched == 0;
        is_wide |= first && has_wide_characters(&buffer[overlap..overlap + got]);
        searched += got as u64;
        let last = got < CHUNK;
        let end =
            overlap + if is_wide { squeeze(&mut buffer[overlap..overlap + got]) } else { got };
        let chunk = &buffer[from..end];
        let has_needle = needles.search(chunk, &mut |at| marked(&chunk[at..]));
        if is_wide && has_needle {
            return Err(ReadFailure::Known(Problem::Wide));
        }
        let hit = has_needle || wanted == Wanted::Always && (last || !is_wide);
        let bytes = match (hit, first && last && !is_wide) {
            (true, true) => Some(rest(file, buffer[overlap..end].to_vec(), got as u64)?),
            (true, false) => Some(whole(file)?),
            (false, _) if last => None,
            (false, _) => {
                if searched > unsuspicious {
                    unsuspicious = check_end(searched, file.metadata()?.len())? + ENDLESS;
                }
                let kept = overlap.min(end - from);
                buffer.copy_within(end - kept..end, overlap - kept);
                from = overlap - kept;
                continue;
            }
        };
        return Ok(Contents { bytes, searched });
    }
}

/// Whether a text begins like UTF-16 or UTF-32: with a byte order mark, which PowerShell's `>`
/// writes, or with two ASCII characters that take two or four bytes each.
fn has_wide_characters(start: &[u8]) -> bool {
    let is_ascii = |byte: u8| matches!(byte, 1..0x80);
    let is_marked = start.starts_with(b"\xFF\xFE")
        || start.starts_with(b"\xFE\xFF")
        || start.starts_with(b"\0\0\xFE\xFF");
    is_marked
        || match *start {
            [a, 0, 0, 0, b, 0, 0, 0, ..] | [0, 0, 0, a, 0, 0, 0, b, ..] => {
                is_ascii(a) && is_ascii(b)
            }
            [a, 0, b, 0, ..] | [0, a, 0, b, ..] => is_ascii(a) && is_ascii(b),
            _ => false,
        }
}

/// Moves all bytes other than zero to the front, and returns their number. For English text in
/// UTF-16 or UTF-32 these bytes are its UTF-8 form.
fn squeeze(bytes: &mut [u8]) -> usize {
    let mut end = 0;
    for at in 0..bytes.len() {
        if bytes[at] != 0 {
            bytes[end] = bytes[at];
            end += 1;
        }
    }
    end
}

/// Returns all bytes of the file, for a file of several chunks.
fn whole(file: &File) -> Result<Vec<u8>, ReadFailure> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(ReadFailure::Known(Problem::NotRegular));
    }
    if metadata.len() > LARGEST_FILE {
        return Err(ReadFailure::Known(Problem::TooLarge));
    }
    let size =
        usize::try_from(metadata.len()).map_err(|_| ReadFailure::Known(Problem::TooLarge))?;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(size).map_err(|_| ReadFailure::Known(Problem::TooLarge))?;
    rest(file, bytes, metadata.len())
}

/// Returns `searched`, the number of bytes read from a file of `size`, or an error if they are so
/// many that the file seems to have no end.
fn check_end(searched: u64, size: u64) -> Result<u64, ReadFailure> {
    match searched > size.saturating_add(ENDLESS) {
        true => Err(ReadFailure::Known(Problem::Endless { size })),
        false => Ok(searched),
    }
}

/// A file from an offset on. It is read by position, like all files here.
struct FileFrom<'f> {
    file: &'f File,
    offset: u64,
}

impl Read for FileFrom<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = read_at(self.file, buffer, self.offset)?;
        self.offset += got as u64;
        Ok(got)
    }
}

/// Returns all bytes of a file. `bytes` is its start, which was read before, and `size` is the expected
/// number of bytes.
///
/// Only files that will be parsed get this second read. For a small file it finds nothing more, unless
/// the file is growing.
fn rest(file: &File, mut bytes: Vec<u8>, size: u64) -> Result<Vec<u8>, ReadFailure> {
    let read = bytes.len() as u64;
    let most = LARGEST_FILE.min(size.saturating_add(ENDLESS)) + 1;
    FileFrom { file, offset: read }.take(most.saturating_sub(read)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(ReadFailure::Known(Problem::TooLarge));
    }
    check_end(bytes.len() as u64, size)?;
    Ok(bytes)
}
