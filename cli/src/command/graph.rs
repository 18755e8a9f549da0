//! `stepwell graph`: a definition as SVG. Needs no server; a definition with mistakes is drawn as far as it can be read.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use stepwell_view::graph::{Options, svg};
use stepwell_view::model::Workflow;
use stepwell_view::status::Statuses;

use crate::failure::Failure;
use crate::{document, output};

/// `stepwell graph`
#[derive(Debug, Args)]
pub struct Graph {
    /// Definition; `-` is standard input
    file: PathBuf,
    /// Where the picture goes; standard output if absent
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Graph {
    /// Draws it.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let text = document::read(&self.file)?;
        let definition = serde_json::from_str(&text).map_err(|cause| {
            let file = self.file.display();
            Failure::new(format!("`{file}` is no JSON: {cause}: `stepwell validate {file}` tells more"))
        })?;
        let title = self.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let picture = svg(
            &Workflow::from_definition(&definition),
            &Statuses::default(),
            &Options { title, nonce: None },
        );
        match &self.output {
            None => output::line(picture.trim_end())?,
            Some(path) => std::fs::write(path, picture)
                .map_err(|cause| Failure::new(format!("cannot write `{}`: {cause}", path.display())))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
