//! WebKit without a screen, for the tests in `web/webkit`. Debian's has no WebRTC: it shows every screen that needs no
//! call.

use std::path::PathBuf;

use crate::browsers::program;

/// What a session in WebKit takes.
pub(crate) struct WebKit {
    /// Starts the browser that came with it, and drives it.
    pub(crate) driver: PathBuf,
    /// An X server in memory.
    pub(crate) xvfb: PathBuf,
}

impl WebKit {
    /// The programs named in `WEBKIT_DRIVER` and `XVFB`, or those on the search path, or Debian's.
    pub(crate) fn find() -> eyre::Result<Self> {
        Ok(Self {
            driver: program("WEBKIT_DRIVER", &["WebKitWebDriver"], "webkit2gtk-driver")?,
            xvfb: program("XVFB", &["Xvfb"], "xvfb")?,
        })
    }
}
