//! The list of routes: path, documentation, what may be asked of whom, and handler, in one line.
//!
//! Room:  server/http; filled by `router`, read by the router and by the document of the interface.
//! Holds: a route without documentation or without its access cannot be written.
//! Proof: `api_contract.rs` compares the document; `api_access.rs` walks it without a session.

use crate::http::access::Action;
use crate::http::guard::{self, Gate};
use crate::http::state::AppState;
use axum::Router;
use axum::middleware;
use axum::routing::MethodRouter;
use std::collections::BTreeMap;
use utoipa::openapi::{
    Components, ComponentsBuilder, PathItem, Paths, PathsBuilder, RefOr, Schema,
};

/// What a request must show before the handler runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody; the few exceptions are checked in a test.
    Open,
    /// A session or token that may do this everywhere.
    Needs(Action),
    /// One that may do this somewhere: the handler narrows what it gives to what is reached.
    Within(Action),
    /// One that may do one of these somewhere; the handler asks again.
    Either(Action, Action),
    /// One that may do this upon the board of a wall that `{id}` of the path names.
    OnBoard(Action),
}

/// One route that waits for its state.
struct Route {
    path: String,
    access: Access,
    handler: MethodRouter<AppState>,
}

/// The routes and what the document says of them.
#[derive(Default)]
pub struct List {
    routes: Vec<Route>,
    paths: PathsBuilder,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl std::fmt::Debug for List {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("List").field("routes", &self.routes.len()).finish_non_exhaustive()
    }
}

impl List {
    /// Adds the route that `P` documents.
    #[must_use]
    pub fn route<P>(mut self, access: Access, handler: MethodRouter<AppState>) -> Self
    where
        P: utoipa::Path + utoipa::__dev::SchemaReferences,
    {
        P::schemas(&mut self.schemas);
        let mut operation = P::operation();
        if access == Access::Open {
            operation.security = Some(Vec::new());
        }
        for method in P::methods() {
            self.paths = self.paths.path(P::path(), PathItem::new(method, operation.clone()));
        }
        self.routes.push(Route { path: P::path(), access, handler });
        self
    }

    /// Every route behind its gate.
    pub fn router(self, state: &AppState) -> Router<AppState> {
        self.routes.into_iter().fold(Router::new(), |router, Route { path, access, handler }| {
            let gate = Gate::new(state.clone(), access, &path);
            let guarded = handler.route_layer(middleware::from_fn_with_state(gate, guard::guard));
            router.route(&path, guarded)
        })
    }

    /// Names that two different schemas share: the document would show one for both.
    #[must_use]
    pub fn clashes(&self) -> Vec<String> {
        let mut known: BTreeMap<&str, &RefOr<Schema>> = BTreeMap::new();
        let mut clashes = Vec::new();
        for (name, schema) in &self.schemas {
            if known.insert(name, schema).is_some_and(|other| other != schema) {
                clashes.push(name.clone());
            }
        }
        clashes
    }

    /// The document's paths and the schemas that they name.
    #[must_use]
    pub fn document(self) -> (Paths, Components) {
        let components = ComponentsBuilder::new().schemas_from_iter(self.schemas).build();
        (self.paths.build(), components)
    }
}
