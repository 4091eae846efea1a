//! The page's files, from inside the binary.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::site::{self, Facts, Language};

/// What `npm run build` has left in `web/`: in the binary of a release build, on disk in a debug build.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

/// Names under `/assets/` carry a hash of what they hold, so a browser never needs to ask for them again.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// All else may change with the next release: it is kept, and asked for again each time.
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The page's files by path.
pub(crate) struct Page(HashMap<String, File>);

struct File {
    plain: Body,
    /// The same in Brotli (RFC 7932), where the build made one.
    brotli: Option<Body>,
    /// The same for readers of other languages, by their tag.
    spoken: Vec<(&'static str, Body)>,
    content_type: HeaderValue,
    cache_control: HeaderValue,
}

struct Body {
    bytes: Bytes,
    etag: HeaderValue,
}

impl Page {
    /// The page that this binary was built with.
    pub(crate) fn embedded() -> Self {
        Self::of::<Built>()
    }

    /// The page that is in a folder: each file at its path, `index.html` at `/` and other pages without their
    /// `.html`, and `X.br` as the compressed form of `X`.
    pub(crate) fn of<Folder: RustEmbed>() -> Self {
        let mut files = HashMap::new();
        for path in Folder::iter().filter(|path| !path.ends_with(".br")) {
            let Some(embedded) = Folder::get(&path) else { continue };
            let file = File {
                content_type: content_type(embedded.metadata.mimetype()),
                cache_control: if path.starts_with("assets/") { IMMUTABLE } else { REVALIDATED },
                brotli: Folder::get(&format!("{path}.br")).map(Body::from),
                spoken: Vec::new(),
                plain: embedded.into(),
            };
            files.insert(address(&path), file);
        }
        Self(files)
    }

    /// The same with pages that the server has written itself, each HTML at its path, for readers of a language.
    #[must_use]
    pub(crate) fn with(
        mut self,
        language: Language,
        pages: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        for (path, html) in pages {
            let file = self.0.entry(path.to_owned()).or_insert_with(|| File::html(html.clone()));
            file.spoken.push((language.tag, Body::of(html)));
        }
        self
    }

    /// The same with what is shown of links to the start page, see [`site::shared`].
    #[must_use]
    pub(crate) fn with_shared(self, facts: &Facts, language: Language) -> Self {
        let text = |path| self.0.get(path).map(|file: &File| &file.plain.bytes[..]);
        let html = text("/").and_then(|html| std::str::from_utf8(html).ok());
        let shared = html.zip(text("/share/words.json"));
        match shared.and_then(|(html, words)| site::shared(facts, language, html, words)) {
            Some(html) => self.with(language, [("/", html)]),
            None => self,
        }
    }
}

impl File {
    fn html(text: String) -> Self {
        Self {
            plain: Body::of(text),
            brotli: None,
            spoken: Vec::new(),
            content_type: HTML,
            cache_control: REVALIDATED,
        }
    }
}

impl Body {
    fn of(text: String) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Self { etag: header(format!("\"{:016x}\"", hasher.finish())), bytes: text.into() }
    }
}

fn address(path: &str) -> String {
    let path = path.strip_suffix(".html").unwrap_or(path);
    if path == "index" { "/".to_owned() } else { format!("/{path}") }
}

impl From<EmbeddedFile> for Body {
    fn from(file: EmbeddedFile) -> Self {
        let hash = file.metadata.sha256_hash();
        // Half of the hash tells versions apart; compressed and plain bytes have hashes of their own.
        let etag: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self {
            bytes: match file.data {
                std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                std::borrow::Cow::Owned(bytes) => bytes.into(),
            },
            etag: header(format!("\"{etag}\"")),
        }
    }
}

fn content_type(mime: &str) -> HeaderValue {
    header(if mime.starts_with("text/") { format!("{mime}; charset=utf-8") } else { mime.to_owned() })
}

fn header(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

/// `GET` of anything that isn't a route.
pub(super) async fn serve(State(page): State<Arc<Page>>, uri: Uri, request: HeaderMap) -> Response {
    let language = Language::of_request(&request).tag;
    let Some(file) = page.0.get(uri.path()) else { return missing(&page, language) };
    let spoken = file.spoken.iter().find(|(tag, _)| *tag == language);
    let (body, encoding) = match (spoken, &file.brotli) {
        (Some((_, body)), _) => (body, None),
        (None, Some(brotli)) if accepts_brotli(&request) => (brotli, Some(HeaderValue::from_static("br"))),
        _ => (&file.plain, None),
    };
    let varies = if file.spoken.is_empty() { "accept-encoding" } else { "accept-language" };
    let mut headers = HeaderMap::from_iter([
        (CACHE_CONTROL, file.cache_control.clone()),
        (ETAG, body.etag.clone()),
        (VARY, HeaderValue::from_static(varies)),
    ]);
    if has(&request, &body.etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(CONTENT_TYPE, file.content_type.clone());
    headers.extend(encoding.map(|encoding| (CONTENT_ENCODING, encoding)));
    (headers, body.bytes.clone()).into_response()
}

fn missing(page: &Page, language: &str) -> Response {
    if !page.0.contains_key("/") {
        let how = "This server was built without its page. `cargo xtask run` builds both.\n";
        (StatusCode::SERVICE_UNAVAILABLE, how).into_response()
    } else {
        let spoken =
            page.0.get(site::MISSING).and_then(|file| file.spoken.iter().find(|(tag, _)| *tag == language));
        let html = spoken.map(|(_, body)| body.bytes.clone()).unwrap_or_default();
        let varies = HeaderValue::from_static("accept-language");
        let headers = [(CONTENT_TYPE, HTML), (CACHE_CONTROL, REVALIDATED), (VARY, varies)];
        (StatusCode::NOT_FOUND, headers, html).into_response()
    }
}

/// The elements of all lines of a list header (RFC 9110, section 5.6.1).
fn elements(headers: &HeaderMap, name: http::HeaderName) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

/// RFC 9110, section 12.5.3: named, and not with a weight of zero.
fn accepts_brotli(request: &HeaderMap) -> bool {
    elements(request, ACCEPT_ENCODING).any(|element| {
        let (coding, parameter) = element.split_once(';').unwrap_or((element, ""));
        let weight = parameter.trim().strip_prefix("q=").unwrap_or("1").parse::<f32>();
        coding.trim().eq_ignore_ascii_case("br") && weight.is_ok_and(|weight| weight > 0.0)
    })
}

/// RFC 9110, section 13.1.2: whether the browser has these bytes already.
fn has(request: &HeaderMap, etag: &HeaderValue) -> bool {
    elements(request, IF_NONE_MATCH)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known).as_bytes() == etag.as_bytes())
}
