//! `#[phrase]`: a step definition of cucumber's that says what it needs of a target.
//!
//! The attribute stands above `#[given(…)]`, `#[when(…)]` and `#[then(…)]` and is what makes them cucumber's: without
//! it they mean nothing, so that the build fails where a phrase has forgotten to say what it needs. Beside
//! the step definition it registers a `crate::phrase::Phrase` with the patterns, the needs and the doc comment.

use proc_macro::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

/// The word for a phrase that every target has everything for.
const ANYWHERE: &str = "anywhere";
/// What a phrase needs that names nothing.
const DEFAULT: &str = "ControlDoor";

/// `#[phrase]` for what takes a control door, `#[phrase(anywhere)]` for what takes nothing, `#[phrase(Steps, Listener)]`
/// for what takes capabilities that a target's file declares (variants of `crate::needs::Capability`). The function
/// needs a doc comment: it is the phrase's entry in the list of all phrases.
#[proc_macro_attribute]
pub fn phrase(needs: TokenStream, function: TokenStream) -> TokenStream {
    let mut written = Vec::new();
    let mut patterns = String::new();
    let mut doc = String::new();
    let mut tokens = function.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let Some(TokenTree::Group(attribute)) = attribute(&token, tokens.peek()) else {
            written.push(token);
            written.extend(tokens);
            break;
        };
        let attribute = attribute.clone();
        tokens.next();
        written.push(token);
        match Attribute::read(&attribute) {
            Attribute::Doc(line) => {
                let separator = if doc.is_empty() { "" } else { "\"\\n\", " };
                doc.push_str(&format!("{separator}{line}, "));
            }
            Attribute::Pattern { keyword, regex } => {
                let variant = capitalized(&keyword.to_string());
                patterns.push_str(&format!("(crate::phrase::Keyword::{variant}, {regex}),"));
                written.push(cucumbers(&attribute));
                continue;
            }
            Attribute::Other => {}
        }
        written.push(attribute.into());
    }
    if patterns.is_empty() {
        return refusal(
            "`#[phrase]` stands above `#[given(regex = …)]`, `#[when(…)]` or `#[then(…)]`",
        );
    }
    if doc.is_empty() {
        return refusal("a phrase needs a doc comment: it is its entry in the list of all phrases");
    }
    let registered = format!(
        "::cucumber::codegen::submit! {{ crate::phrase::Phrase {{ \
         patterns: &[{patterns}], needs: &[{}], doc: concat!({doc}), file: file!(), line: line!() }} }}",
        capabilities(needs)
    );
    let registered: TokenStream = registered
        .parse()
        .unwrap_or_else(|error| refusal(&format!("{error}")));
    written.into_iter().chain(registered).collect()
}

/// An attribute before a function, as far as it matters here.
enum Attribute {
    /// A line of its doc comment, as a literal.
    Doc(String),
    /// A keyword of Gherkin's with the pattern, as a literal.
    Pattern { keyword: Ident, regex: String },
    /// Anything else.
    Other,
}

impl Attribute {
    fn read(attribute: &Group) -> Self {
        let tokens: Vec<TokenTree> = attribute.stream().into_iter().collect();
        match tokens.as_slice() {
            [TokenTree::Ident(name), TokenTree::Punct(_), line] if name.to_string() == "doc" => {
                // What stands behind `///` begins with a space.
                Self::Doc(line.to_string().replacen("\" ", "\"", 1))
            }
            [TokenTree::Ident(keyword), TokenTree::Group(arguments)]
                if ["given", "when", "then"].contains(&keyword.to_string().as_str()) =>
            {
                let regex = arguments
                    .stream()
                    .into_iter()
                    .find_map(|token| match token {
                        TokenTree::Literal(literal) => Some(literal.to_string()),
                        _ => None,
                    });
                Self::Pattern {
                    keyword: keyword.clone(),
                    regex: regex.unwrap_or_default(),
                }
            }
            _ => Self::Other,
        }
    }
}

/// What stands between the brackets of an attribute, where `token` and the one behind it are one.
fn attribute<'t>(token: &TokenTree, next: Option<&'t TokenTree>) -> Option<&'t TokenTree> {
    let begins = matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#');
    next.filter(|next| {
        begins && matches!(next, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
    })
}

/// The same attribute, of cucumber's: `[given(…)]` becomes `[::cucumber::given(…)]`.
fn cucumbers(attribute: &Group) -> TokenTree {
    let colons = || {
        [Spacing::Joint, Spacing::Alone].map(|spacing| TokenTree::Punct(Punct::new(':', spacing)))
    };
    let path = colons()
        .into_iter()
        .chain([TokenTree::Ident(Ident::new("cucumber", Span::call_site()))])
        .chain(colons());
    let inside = path.chain(attribute.stream()).collect();
    let mut group = Group::new(Delimiter::Bracket, inside);
    group.set_span(attribute.span());
    group.into()
}

/// The variants of `Capability` that the attribute's arguments name.
fn capabilities(needs: TokenStream) -> String {
    let names: Vec<String> = needs
        .into_iter()
        .filter(|token| matches!(token, TokenTree::Ident(_)))
        .map(|token| token.to_string())
        .collect();
    let names: Vec<&str> = match names.as_slice() {
        [] => vec![DEFAULT],
        [only] if only == ANYWHERE => Vec::new(),
        names => names.iter().map(String::as_str).collect(),
    };
    let path = |name: &str| format!("crate::needs::Capability::{name},");
    names.into_iter().map(path).collect()
}

fn capitalized(keyword: &str) -> String {
    let (first, rest) = keyword.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

/// Fails the build with a sentence.
fn refusal(why: &str) -> TokenStream {
    let error = format!("compile_error!({why:?});");
    error.parse().unwrap_or_default()
}
