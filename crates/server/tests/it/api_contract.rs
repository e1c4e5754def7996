//! The committed document and the code say the same.

use server::http::openapi;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_committed_contract_is_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/openapi.json");
    let text = openapi::text();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap();
    assert!(
        committed == text,
        "openapi/openapi.json is not what the code says; run \
         UPDATE_OPENAPI=1 cargo test -p server contract, then `npm run schema` in web/"
    );
}

#[test]
fn no_two_schemas_share_a_name() {
    assert_eq!(server::http::router::list().clashes(), Vec::<String>::new());
}

#[test]
fn every_schema_that_is_named_exists_and_every_operation_has_a_name_of_its_own() {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let mut named = BTreeSet::new();
    references(&document, &mut named);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let missing: Vec<&String> = named.iter().filter(|name| !schemas.contains_key(*name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let mut names = BTreeSet::new();
    for operations in document["paths"].as_object().unwrap().values() {
        for operation in operations.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
        }
    }
    assert!(names.len() > 30, "{}", names.len());
}

fn references(value: &serde_json::Value, into: &mut BTreeSet<String>) {
    if let Some(object) = value.as_object() {
        if let Some(target) = object.get("$ref").and_then(|r| r.as_str()) {
            into.insert(target.rsplit('/').next().unwrap().to_owned());
        }
        object.values().for_each(|inner| references(inner, into));
    }
    if let Some(array) = value.as_array() {
        array.iter().for_each(|inner| references(inner, into));
    }
}
