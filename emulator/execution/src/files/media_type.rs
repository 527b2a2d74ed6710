//! Media types: of a file by the ending of its name, of an image by its first bytes.

/// The media type of files that say nothing better.
const BYTES: &str = "application/octet-stream";

/// Media types by the endings of names.
const BY_ENDING: [(&str, &str); 24] = [
    ("bmp", "image/bmp"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("gif", "image/gif"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("svg", "image/svg+xml"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain"),
    ("xls", "application/vnd.ms-excel"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("xml", "text/xml"),
    ("zip", "application/zip"),
];

/// The first bytes of the images that the platform takes.
const SIGNATURES: [(&[u8], &str); 7] = [
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
];

/// The media type of a file by its name.
pub(super) fn of_name(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let mut known = BY_ENDING.iter();
    let found = known.find(|(known, _)| ending.eq_ignore_ascii_case(known));
    found.map_or(BYTES, |(_, media_type)| media_type)
}

/// The media type of an image by its first bytes; `None` for none that the platform takes.
pub(super) fn of_image(bytes: &[u8]) -> Option<&'static str> {
    let mut signatures = SIGNATURES.iter();
    let found = signatures.find(|(signature, _)| bytes.starts_with(signature))?;
    Some(found.1)
}
