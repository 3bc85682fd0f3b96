//! The flags of settings, made at start from their declarations, and what was typed for them.

use arrayon::config::draft::Draft;
use arrayon::config::flags::{Flag, flags_of};
use arrayon::config::keys::{KEYS, Kind};
use arrayon::{DosesSection, Error};
use clap::{Arg, ArgAction, ArgMatches, Command};

/// Id of the flag that sets any key.
const SET: &str = "set";

/// Ordered doses have a short form, and flags for the rest of the only one.
const DOSES: &str = "differential.doses";

/// Themes may be named by their species.
const THEMES: &str = "genesets.themes";

/// The command with a flag for each of its settings.
pub(super) fn with_flags(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let flags = flags_of(&name);
    let is_alone = |flag: &Flag| {
        let same = flags.iter().filter(|one| one.section == flag.section);
        same.count() == 1
    };
    let args: Vec<Arg> = (flags.iter())
        .map(|flag| {
            let arg = arg(flag);
            match is_alone(flag) {
                true => arg,
                false => arg.help_heading(heading(&flag.section)),
            }
        })
        .collect();
    // without this they would stand under the last heading before them
    command.next_help_heading(None).args(args).arg(set())
}

/// The flag that sets any key.
pub(super) fn set() -> Arg {
    Arg::new(SET)
        .long("set")
        .value_name("SECTION.KEY=VALUE")
        .action(ArgAction::Append)
        .help(
            "Set a key of study.toml, as in --set differential.fdr=0.1; may be repeated \
             (`arrayon schema study` has every key)",
        )
}

fn heading(section: &str) -> String {
    let head = KEYS.sections.iter().find(|head| head.key == section);
    let about = head.map_or("", |head| &head.description);
    format!("{about} [{section}]")
}

fn arg(flag: &Flag) -> Arg {
    let setting = flag.setting;
    let mut arg = Arg::new(setting.key.clone())
        .long(flag.name.clone())
        .aliases(flag.aliases.clone())
        .help(help(flag));
    let is_many = matches!(setting.kind, Kind::List(_) | Kind::Tables);
    let is_number = matches!(setting.kind, Kind::Integer | Kind::Number);
    arg = match setting.kind {
        Kind::Boolean => return arg.action(ArgAction::SetTrue),
        _ if is_many => arg.action(ArgAction::Append),
        _ => arg.action(ArgAction::Set).allow_negative_numbers(is_number),
    };
    match setting.key.as_str() {
        DOSES => arg.value_name("COLUMN=LOW<HIGH"),
        _ => arg.value_name(setting.value_name.clone()),
    }
}

fn help(flag: &Flag) -> String {
    let setting = flag.setting;
    let mut help = setting.description.clone();
    if flag.turns_off {
        let mut letters = help.chars();
        let first = letters.next().unwrap_or_default().to_lowercase();
        help = format!("Do not {first}{}", letters.as_str());
    }
    match setting.key.as_str() {
        DOSES => help.push_str(", as 'diet=none<half<full' or as a table of TOML"),
        THEMES => help.push_str("; the name of a species means builtin for that species"),
        _ => {}
    }
    if matches!(setting.kind, Kind::List(_) | Kind::Tables) {
        help.push_str("; may be repeated");
    }
    let choices = match &setting.kind {
        Kind::List(kind) => kind,
        kind => kind,
    };
    if setting.kind != Kind::Boolean && !flag.default.is_empty() {
        help.push_str(&format!(" [default: {}]", flag.default));
    }
    if let Kind::Choice(names) | Kind::File(names) = choices
        && !names.is_empty()
    {
        help.push_str(&format!(" [possible values: {}", names.join(", ")));
        help.push_str(match choices {
            Kind::Choice(_) => "]",
            _ => ", or a file]",
        });
    }
    help
}

/// What was typed for the settings of a command.
///
/// # Errors
/// Doses or assignments that are none.
pub(crate) fn draft(command: &'static str, matches: &ArgMatches) -> Result<Draft, Error> {
    let mut draft = Draft::of_command(command);
    for flag in flags_of(command) {
        let setting = flag.setting;
        let typed = typed_name(&flag);
        if setting.kind == Kind::Boolean {
            if matches.get_flag(&setting.key) {
                draft.set(&setting.key, (!flag.turns_off).into(), &typed);
            }
            continue;
        }
        let texts: Vec<String> = (matches.get_many::<String>(&setting.key))
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        match (setting.key.as_str(), &texts[..]) {
            (_, []) => {}
            (DOSES, texts) => draft.set(DOSES, series(texts, &typed)?, &typed),
            (THEMES, [theme]) => draft.set_themes(theme, &typed),
            (key, texts) if key.starts_with(DOSES) => {
                complete_series(&mut draft, &flag, texts, &typed)?;
            }
            (_, texts) => draft.set_typed(setting, texts, &typed)?,
        }
    }
    assign(&mut draft, matches)?;
    Ok(draft)
}

/// Does what `--set` says.
///
/// # Errors
/// Assignments that are none.
pub(crate) fn assign(draft: &mut Draft, matches: &ArgMatches) -> Result<(), Error> {
    let assignments = matches.get_many::<String>(SET).into_iter().flatten();
    assignments
        .into_iter()
        .try_for_each(|assignment| draft.set_assignment(assignment))
}

/// The name of a flag as it was typed.
fn typed_name(flag: &Flag) -> String {
    let is_typed = |name: &str| {
        let mut typed = std::env::args_os();
        typed.any(|arg| {
            let arg = arg.to_string_lossy();
            let arg = arg.split('=').next().unwrap_or_default();
            arg.strip_prefix("--") == Some(name)
        })
    };
    let alias = flag.aliases.iter().find(|alias| is_typed(alias));
    let name = alias.map_or(flag.name.as_str(), |alias| alias);
    format!("--{name}")
}

/// Ordered doses, each in its short form or as a table of TOML.
fn series(texts: &[String], flag: &str) -> Result<toml::Value, Error> {
    let one = |text: &String| match text.trim_start().starts_with('{') {
        true => toml::from_str::<toml::Table>(&format!("doses = {text}"))
            .ok()
            .and_then(|mut table| table.remove("doses"))
            .ok_or_else(|| "expected a table of TOML between braces".to_owned()),
        false => (text.parse::<DosesSection>())
            .and_then(|series| toml::Value::try_from(series).map_err(|error| error.to_string())),
    };
    let all = texts.iter().map(|text| {
        one(text).map_err(|message| Error::Flag {
            flag: flag.to_owned(),
            message: format!("'{text}': {message}"),
            hint: String::new(),
        })
    });
    Ok(toml::Value::Array(all.collect::<Result<_, _>>()?))
}

/// Sets a key of the only series of doses that was given.
fn complete_series(
    draft: &mut Draft,
    flag: &Flag,
    texts: &[String],
    typed: &str,
) -> Result<(), Error> {
    let name = &flag.setting.key[DOSES.len() + 1..];
    let all = draft.get(DOSES).and_then(toml::Value::as_array).cloned();
    let Some([toml::Value::Table(series)]) = all.as_deref() else {
        return Err(Error::Flag {
            flag: typed.to_owned(),
            message: "needs one --doses, to which it belongs".to_owned(),
            hint: format!(
                "of several, write each as a table: --doses '{{ variable = \"diet\", levels = \
                 [\"none\", \"full\"], {name} = [...] }}'"
            ),
        });
    };
    let mut alone = Draft::of_command("differential");
    alone.set_typed(flag.setting, texts, typed)?;
    let value = alone.get(&flag.setting.key).cloned();
    let mut series = series.clone();
    series.extend(value.map(|value| (name.to_owned(), value)));
    draft.set(DOSES, vec![toml::Value::Table(series)].into(), typed);
    Ok(())
}
