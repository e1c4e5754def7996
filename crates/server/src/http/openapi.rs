//! The document of the interface, generated from the routes.
//!
//! Room:  server/http; written to `openapi/openapi.json`, from which the web's types are made.
//! Proof: `api_contract.rs`.

use crate::http::router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::OnceLock;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder, SecurityRequirement};

/// The whole document.
#[must_use]
pub fn document() -> OpenApi {
    let (paths, mut components) = router::list().document();
    let cookie = ApiKey::Cookie(ApiKeyValue::new("callboard_session"));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.add_security_scheme("token", bearer);
    let info = InfoBuilder::new()
        .title("Callboard")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(components))
        .security(Some([
            SecurityRequirement::new("session", Vec::<String>::new()),
            SecurityRequirement::new("token", Vec::<String>::new()),
        ]))
        .build()
}

const DESCRIPTION: &str = "One named key per answer, lists with `meta`. Instants are RFC 3339 in \
UTC; absent is null; errors are `{code, message, hint}`. Requests that change something carry \
`x-csrf-token` of GET /api/v1/session, or a bearer token instead of the session.";

/// The document, for whoever writes a program against this server.
pub async fn served() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(text).as_str();
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// The document as it is committed: indented, keys in the order of the code, a newline at the end.
#[must_use]
pub fn text() -> String {
    let mut text =
        serde_json::to_string_pretty(&document()).expect("the document holds only text keys");
    text.push('\n');
    text
}
