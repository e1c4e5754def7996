//! A QR code as a picture of squares.
//!
//! Room: attendance; the kiosk's page shows it. Drawn as one path, so that it is sharp at any size.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// Squares around the code that stay white, as the standard asks.
const QUIET: i32 = 4;

/// `text` as an SVG picture, dark on white in dark pages too: many readers know no other. Nothing if
/// the text is too long for a code.
#[must_use]
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let (size, side) = (code.size(), code.size() + 2 * QUIET);
    let mut path = String::new();
    let squares = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    for (x, y) in squares.filter(|(x, y)| code.get_module(*x, *y)) {
        write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET).expect("a String takes any text");
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}
