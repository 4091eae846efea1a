//! Writes what operators read, from the declarations of the settings and of the command line: `calln.example.toml`, manual
//! pages in `man/`, completions for shells in `completions/`. The argument is the folder to write into.

use std::fs;
use std::path::PathBuf;

use calln::{cli, config};
use clap_complete::Shell;
use eyre::OptionExt as _;

fn main() -> eyre::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or_eyre("say where to write")?);
    let (manual, completions) = (folder.join("man"), folder.join("completions"));
    fs::create_dir_all(&manual)?;
    fs::create_dir_all(&completions)?;
    fs::write(folder.join("calln.example.toml"), config::example())?;
    clap_mangen::generate_to(cli::command(), &manual)?;
    for shell in [Shell::Bash, Shell::Fish, Shell::Zsh] {
        clap_complete::generate_to(shell, &mut cli::command(), "calln", &completions)?;
    }
    Ok(())
}
