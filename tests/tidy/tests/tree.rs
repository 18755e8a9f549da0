//! This repository against the rules.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, MetadataCommand};
use stepwell_tidy::imports::{self, Member, TABLE};
use stepwell_tidy::tree::{File, files, repository};
use stepwell_tidy::{documents, manifest, names, source, words};

#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaint(s):\n{}", complaints.len(), complaints.join("\n"));
}

fn all() -> Vec<File> {
    let found = files(&repository()).unwrap();
    assert!(found.len() > 300, "only {} files were found", found.len());
    found
}

fn each(ending: &str, rule: impl Fn(&File) -> Vec<String>) {
    let complaints: Vec<String> =
        all().iter().filter(|file| file.path.ends_with(ending)).flat_map(rule).collect();
    none(&complaints);
}

fn members() -> Vec<Member> {
    let manifest = repository().join("Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap();
    let root = metadata.workspace_root.clone();
    let packages = metadata.workspace_packages().into_iter();
    let members: Vec<Member> = packages
        .map(|package| {
            let folder = package.manifest_path.parent().unwrap().strip_prefix(&root).unwrap();
            let names = |tests: bool| -> BTreeSet<String> {
                let kinds = package.dependencies.iter();
                let kinds = kinds.filter(|used| (used.kind == DependencyKind::Development) == tests);
                kinds.map(|used| used.name.clone()).collect()
            };
            Member {
                name: package.name.to_string(),
                folder: format!("{folder}/"),
                uses: names(false),
                tests_use: names(true),
            }
        })
        .collect();
    assert!(members.len() > 12, "only {} members were found", members.len());
    members
}

#[test]
fn crates_use_only_what_stands_above_them() {
    none(&imports::order(TABLE));
    none(&imports::check(&members(), TABLE));
}

#[test]
fn only_the_crate_aws_knows_the_aws_sdk() {
    none(&imports::sdk(&members()));
}

#[test]
fn manifests_inherit_from_the_workspace() {
    let paths: BTreeSet<String> =
        members().iter().map(|member| format!("{}Cargo.toml", member.folder)).collect();
    each("/Cargo.toml", |file| {
        if paths.contains(&file.path) {
            manifest::check(&file.path, &file.text)
        } else {
            vec![format!("{}: it is no member of the workspace", file.path)]
        }
    });
}

#[test]
fn sources_open_with_what_they_are() {
    each(".rs", source::heading);
}

#[test]
fn sources_and_functions_are_short() {
    each(".rs", source::sizes);
    let sources = all();
    for (path, reason) in source::LONG_FILES {
        assert!(!reason.is_empty(), "{path} has no reason to be long");
        assert!(sources.iter().any(|file| file.path == *path), "{path} is excepted and not there");
    }
    for (path, name, reason) in source::LONG_FUNCTIONS {
        assert!(!reason.is_empty(), "`{name}` has no reason to be long");
        let functions =
            sources.iter().filter(|file| file.path == *path).flat_map(|file| source::functions(&file.text));
        let is_long = |function: source::Function| {
            function.name == *name && function.lines > source::FUNCTION_LINES_MAX
        };
        assert!(functions.into_iter().any(is_long), "{path}: `{name}` is excepted and not long");
    }
}

#[test]
fn no_test_is_switched_off() {
    each(".rs", source::ignored);
}

#[test]
fn modules_say_what_is_in_them() {
    each(".rs", |file| names::check(&file.path));
}

#[test]
fn nothing_was_left_for_later_and_no_machine_is_named() {
    each("", words::check);
}

#[test]
fn documents_have_titles_and_links_lead_somewhere() {
    let root = repository();
    each(".md", |file| {
        let mut complaints = documents::title(file);
        complaints.extend(documents::links(file, |path| root.join(path).exists()));
        complaints
    });
    for wanted in ["README.md", "ARCHITECTURE.md"] {
        assert!(root.join(wanted).is_file(), "{wanted} is missing");
    }
}

#[test]
fn every_invariant_names_the_test_that_guards_it() {
    let files = all();
    let architecture = files.iter().find(|file| file.path == "ARCHITECTURE.md").unwrap();
    assert!(architecture.text.matches("**Invariant:**").count() >= 5, "where are the invariants?");
    let complaints: Vec<String> = files
        .iter()
        .filter(|file| file.path.ends_with(".md"))
        .flat_map(|file| documents::invariants(file, &files))
        .collect();
    none(&complaints);
}
