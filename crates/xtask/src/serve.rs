//! A tiny static server for the page: GET and HEAD, correct media types, no special headers.

use anyhow::{Context, Result};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// Longest request head that is read: far above what browsers send to localhost.
const LONGEST_HEAD: u64 = 64 * 1024;
/// A client that sends nothing for this long is dropped, so that idle connections do not pile up.
const PATIENCE: Duration = Duration::from_secs(10);

/// Serves `folder` until the process ends, on localhost only. Port 0 takes any free port.
pub fn forever(folder: &Path, port: u16) -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port))
        .with_context(|| format!("could not listen on port {port}; choose another one with --port N"))?;
    println!(
        "\nServing {} at http://localhost:{}/ (Ctrl-C ends it)",
        folder.display(),
        listener.local_addr()?.port()
    );
    for stream in listener.incoming().flatten() {
        let folder = folder.to_path_buf();
        // A failed connection concerns its client alone.
        std::thread::spawn(move || answer(stream, &folder).ok());
    }
    Ok(())
}

fn answer(stream: TcpStream, folder: &Path) -> Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(LONGEST_HEAD));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let response = match method {
        "GET" | "HEAD" => {
            locate(folder, target).and_then(|path| Some((fs::read(&path).ok()?, media_type(&path))))
        }
        _ => None,
    };
    let (status, body, media) = match response {
        Some((body, media)) => ("200 OK", body, media),
        None => ("404 Not Found", b"not found\n".to_vec(), "text/plain; charset=utf-8"),
    };
    let mut out = stream;
    let length = body.len();
    write!(
        out,
        "HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    if method != "HEAD" {
        out.write_all(&body)?;
    }
    Ok(())
}

/// The file that a request target names; a folder stands for its `index.html`. Nothing outside `folder` can
/// be named.
fn locate(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?;
    let relative = PathBuf::from(decode(path)?.trim_start_matches('/'));
    if relative.components().any(|c| !matches!(c, Component::Normal(_))) {
        return None;
    }
    let file = folder.join(relative);
    Some(if file.is_dir() { file.join("index.html") } else { file })
}

/// Percent-decoding; `None` when the escapes or the resulting text are malformed.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let folder = Path::new("/srv/page");
        for target in ["/../secret", "/a/../../secret", "/%2e%2e/secret", "/%2E%2E%2Fsecret", "/a%00%zz"] {
            assert_eq!(locate(folder, target), None, "{target}");
        }
        assert_eq!(locate(folder, "/a%20b.js?x=1"), Some(folder.join("a b.js")));
    }

    #[test]
    fn modules_are_served_with_the_types_that_browsers_insist_on() {
        assert_eq!(media_type(Path::new("a.wasm")), "application/wasm");
        assert_eq!(media_type(Path::new("a.js")), "text/javascript; charset=utf-8");
    }

    #[test]
    fn a_page_is_served_over_a_real_connection_with_its_length() {
        let folder = std::env::temp_dir().join(format!("hunch-serve-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.html"), "<p>hello").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let served = folder.clone();
        let server = std::thread::spawn(move || answer(listener.accept().unwrap().0, &served));
        let mut client = TcpStream::connect(address).unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut text = String::new();
        client.read_to_string(&mut text).unwrap();
        server.join().unwrap().unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert!(
            text.starts_with("HTTP/1.1 200 OK")
                && text.contains("Content-Length: 8")
                && text.ends_with("<p>hello")
        );
    }
}
