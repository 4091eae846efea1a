//! How a setting is declared: once. [`settings!`] makes of it the field that the code reads, its default, its flag, its
//! variable, its line in a TOML file and its help.

use super::Value;

/// One setting of a `Configuration`.
pub(crate) struct Declared<Configuration> {
    /// Its name in TOML; those of the flag and the variable follow from it.
    pub(crate) key: &'static str,
    /// What stands for the value in `--help`.
    pub(crate) hint: &'static str,
    /// Its documentation, as the compiler hands it over.
    pub(super) documentation: &'static str,
    /// Where its value lives.
    pub(crate) field: fn(&mut Configuration) -> &mut dyn Value,
}

impl<Configuration> Declared<Configuration> {
    /// What it does, for an operator: sentences, without the last full stop.
    pub(crate) fn help(&self) -> &'static str {
        let text = self.documentation.trim();
        text.strip_suffix('.').unwrap_or(text)
    }

    /// The flag, without its dashes: `geo-database` for `geo.database`.
    pub(crate) fn flag(&self) -> String {
        self.key.replace(['.', '_'], "-")
    }

    /// The environment variable: `CALLN_GEO_DATABASE` for `geo.database`.
    pub(crate) fn variable(&self) -> String {
        format!("CALLN_{}", self.key.replace('.', "_").to_uppercase())
    }

    /// The section that the key is in, empty outside of any, and its name there.
    pub(crate) fn section_and_name(&self) -> (&'static str, &'static str) {
        self.key.rsplit_once('.').unwrap_or(("", self.key))
    }
}

/// Declares sections of the configuration: for each a struct with a `Default`, and for all of them `SETTINGS`, a slice of
/// `Setting`, which is [`Declared`] of the whole.
///
/// ```text
/// /// The section.
/// struct GeoConfig at (geo) {
///     /// The help of `geo.database`, for operators.
///     database: Option<PathBuf> as "FILE",
/// }
/// ```
///
/// `at` says where the section is in the configuration; `as` what stands for the value in `--help`. A default that isn't the
/// type's own (none, an empty list) follows with `=`. Sections inside of a section come last, in `with { … }`.
macro_rules! settings {
    (@default) => { Default::default() };
    (@default $default:expr) => { $default };
    (@key ($($section:ident).*) $name:ident) => { concat!($(stringify!($section), ".",)* stringify!($name)) };
    (@field ($($section:ident).*) $name:ident) => { |config| &mut config$(.$section)*.$name };
    ($(
        $(#[$about:meta])*
        struct $Section:ident at $path:tt {
            $(
                $(#[doc = $help:literal])+
                $name:ident: $type:ty as $hint:literal $(= $default:expr)?,
            )*
        }
        $(with {
            $($(#[$inner_about:meta])* $inner:ident: $Inner:ty,)+
        })?
    )+) => {
        $(
            $(#[$about])*
            pub struct $Section {
                $($(#[doc = $help])+ pub $name: $type,)*
                $($($(#[$inner_about])* pub $inner: $Inner,)+)?
            }

            impl Default for $Section {
                fn default() -> Self {
                    Self {
                        $($name: settings!(@default $($default)?),)*
                        $($($inner: Default::default(),)+)?
                    }
                }
            }
        )+

        pub(super) const SETTINGS: &[super::Setting] = &[$($(
            super::Setting {
                key: settings!(@key $path $name),
                hint: $hint,
                documentation: concat!($($help),+),
                field: settings!(@field $path $name),
            },
        )*)+];
    };
}

pub(super) use settings;
