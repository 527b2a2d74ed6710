//! A recursive descent parser of `$filter`.

use super::comparison::Comparison;
use super::{FilterError, NESTING_LIMIT, ParameterAliases, query_function};
use crate::odata::column::{column_path, is_name};
use crate::odata::cursor::Cursor;
use crate::odata::literal::{Literal, word_value};
use crate::query::{ColumnPath, Condition, Filter, Operand, Operator, Quantifier};
use crate::value::Value;

/// The state of the parser.
pub(super) struct Parser<'a> {
    cursor: Cursor<'a>,
    aliases: &'a ParameterAliases,
    /// Variables of the lambdas around the cursor, the innermost last.
    variables: Vec<&'a str>,
    depth: usize,
}

/// One side of a comparison.
enum Side {
    Column(ColumnPath),
    Literal(Operand),
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, aliases: &'a ParameterAliases) -> Self {
        Self {
            cursor: Cursor::new(text),
            aliases,
            variables: Vec::new(),
            depth: 0,
        }
    }

    /// Parses the whole text.
    pub(super) fn whole(mut self) -> Result<Filter, FilterError> {
        self.cursor.skip_space();
        let filter = self.or()?;
        self.cursor
            .expect_end("`and`, `or` or the end of the filter")?;
        Ok(filter)
    }

    fn or(&mut self) -> Result<Filter, FilterError> {
        let first = self.and()?;
        let mut all = vec![first];
        while self.eat_word("or") {
            all.push(self.and()?);
        }
        Ok(one_or(all, Filter::Or))
    }

    fn and(&mut self) -> Result<Filter, FilterError> {
        let first = self.unary()?;
        let mut all = vec![first];
        while self.eat_word("and") {
            all.push(self.unary()?);
        }
        Ok(one_or(all, Filter::And))
    }

    /// Parses a predicate with any `not` before it, and the white space after it.
    fn unary(&mut self) -> Result<Filter, FilterError> {
        let filter = match self.closed()? {
            Some(filter) => filter,
            None => Filter::Condition(self.comparison()?),
        };
        self.cursor.skip_space();
        Ok(filter)
    }

    /// Parses a predicate that can follow `not`: parentheses, a function, a lambda, or another `not`. `None`, with the
    /// cursor unmoved, if a comparison begins here.
    fn closed(&mut self) -> Result<Option<Filter>, FilterError> {
        self.depth += 1;
        if self.depth > NESTING_LIMIT {
            return Err(FilterError::TooDeep);
        }
        let filter = if self.eat_word("not") {
            Some(self.negated()?)
        } else if self.cursor.eat('(') {
            Some(self.parenthesis()?)
        } else {
            self.call()?
        };
        self.depth -= 1;
        Ok(filter)
    }

    /// Parses the predicate after `not`. `not` binds more strongly than a comparison, so a comparison must be in
    /// parentheses.
    fn negated(&mut self) -> Result<Filter, FilterError> {
        self.refuse_query_function()?;
        let filter = self.closed()?.ok_or_else(|| {
            self.cursor
                .error("brackets around a comparison behind `not`")
        })?;
        Ok(Filter::Not(Box::new(filter)))
    }

    fn parenthesis(&mut self) -> Result<Filter, FilterError> {
        self.cursor.skip_space();
        let filter = self.or()?;
        self.cursor.expect(')', "`and`, `or` or `)`")?;
        Ok(filter)
    }

    fn refuse_query_function(&self) -> Result<(), FilterError> {
        let mut ahead = self.cursor;
        while ahead.skip_space() || ahead.eat('(') {}
        if ahead.rest().starts_with(query_function::NAMESPACE) {
            return Err(FilterError::NotBeforeQueryFunction);
        }
        Ok(())
    }

    /// Parses a function or a lambda, if one begins here.
    fn call(&mut self) -> Result<Option<Filter>, FilterError> {
        let start = self.cursor;
        let words = self.path_words();
        if self.cursor.peek() == Some('(') {
            if let Some(quantifier) = quantifier(&words) {
                return self.lambda(&words[..words.len() - 1], quantifier).map(Some);
            }
            match words[..] {
                [name] => return self.function(name).map(Some),
                [ref path @ .., name] if name.starts_with(query_function::NAMESPACE) => {
                    let path = self.strip_variable(path)?;
                    return self.query_function(name, &path).map(Some);
                }
                _ => {}
            }
        }
        self.cursor = start;
        Ok(None)
    }

    fn function(&mut self, name: &str) -> Result<Filter, FilterError> {
        let condition = match name {
            "contains" => self.text_function("contains", Operator::Contains),
            "startswith" => self.text_function("startswith", Operator::BeginsWith),
            "endswith" => self.text_function("endswith", Operator::EndsWith),
            _ => return self.query_function(name, &[]),
        };
        condition.map(Filter::Condition)
    }

    /// Parses the arguments of a query function behind a path, which a lambda's variable begins (`o/Microsoft…In(…)`).
    fn query_function(&mut self, name: &str, path: &[&str]) -> Result<Filter, FilterError> {
        let Some(name) = name.strip_prefix(query_function::NAMESPACE) else {
            return Err(FilterError::UnknownFunction {
                name: name.to_owned(),
            });
        };
        query_function::read(&mut self.cursor, name, path, self.aliases).map(Filter::Condition)
    }

    /// Parses `(column,'text')`.
    fn text_function(
        &mut self,
        function: &'static str,
        operator: Operator,
    ) -> Result<Condition, FilterError> {
        let not_text = |found| FilterError::NotText { function, found };
        self.cursor.expect('(', "`(`")?;
        self.cursor.skip_space();
        let Side::Column(column) = self.side()? else {
            return Err(not_text("a literal in the column's place"));
        };
        self.cursor.skip_space();
        self.cursor.expect(',', "`,` behind the column")?;
        self.cursor.skip_space();
        let text = match self.side()? {
            Side::Literal(Operand::Value(text @ Value::String(_))) => text,
            Side::Literal(Operand::Value(Value::Null)) => return Err(not_text("null")),
            Side::Literal(_) => return Err(not_text("another literal")),
            Side::Column(_) => return Err(not_text("a name")),
        };
        self.cursor.skip_space();
        self.cursor.expect(')', "`)` behind the text")?;
        Ok(Condition {
            column,
            operator,
            operands: vec![Operand::Value(text)],
        })
    }

    /// Parses `any()`, `any(x:…)` or `all(x:…)`.
    fn lambda(&mut self, path: &[&'a str], quantifier: Quantifier) -> Result<Filter, FilterError> {
        let path = self.strip_variable(path)?;
        let [navigation] = path[..] else {
            return Err(FilterError::FarLambda {
                path: path.join("/"),
            });
        };
        self.cursor.expect('(', "`(`")?;
        self.cursor.skip_space();
        let filter = if quantifier == Quantifier::Any && self.cursor.peek() == Some(')') {
            Filter::everything()
        } else {
            let variable = self.cursor.name("the variable of the lambda")?;
            self.cursor.skip_space();
            self.cursor.expect(':', "`:` behind the variable")?;
            self.cursor.skip_space();
            self.variables.push(variable);
            let filter = self.or()?;
            self.variables.pop();
            filter
        };
        self.cursor.expect(')', "`and`, `or` or `)`")?;
        Ok(Filter::Related {
            navigation: navigation.to_owned(),
            quantifier,
            filter: Box::new(filter),
        })
    }

    fn comparison(&mut self) -> Result<Condition, FilterError> {
        let start = self.cursor;
        let left = self.side()?;
        self.cursor.skip_space();
        let comparison = self.comparison_operator()?;
        self.cursor.skip_space();
        let right = self.side()?;
        let (column, comparison, operand) = match (left, right) {
            (Side::Column(left), Side::Column(right)) => (left, comparison, Operand::Column(right)),
            (Side::Column(column), Side::Literal(value)) => (column, comparison, value),
            (Side::Literal(value), Side::Column(column)) => (column, comparison.flipped(), value),
            (Side::Literal(_), Side::Literal(_)) => {
                return Err(FilterError::NoColumn {
                    position: start.position(),
                });
            }
        };
        let null = operand == Operand::Value(Value::Null);
        if null && !matches!(comparison, Comparison::Eq | Comparison::Ne) {
            return Err(FilterError::NullOrder {
                operator: comparison.word(),
            });
        }
        Ok(Condition {
            column,
            operator: comparison.operator(),
            operands: vec![operand],
        })
    }

    fn comparison_operator(&mut self) -> Result<Comparison, FilterError> {
        let start = self.cursor;
        let word = self.cursor.word();
        Comparison::ALL
            .into_iter()
            .find(|comparison| comparison.word() == word)
            .ok_or_else(|| start.error("`eq`, `ne`, `gt`, `ge`, `lt` or `le`").into())
    }

    /// Parses a column path, a literal or an alias.
    fn side(&mut self) -> Result<Side, FilterError> {
        let start = self.cursor;
        if self.cursor.peek() == Some('@') {
            let alias = self.cursor.name("the name of a parameter alias")?;
            let literal = self.aliases.get(alias).cloned();
            let literal = literal.unwrap_or(Literal::Value(Value::Null));
            return comparable(literal, alias).map(Side::Literal);
        }
        let words = self.path_words();
        let quoted = matches!(self.cursor.peek(), Some('\'' | '[' | '{'));
        let name = words.iter().all(|word| is_name(word));
        if !quoted && name && word_value(words[0]).is_none() {
            let path = self.strip_variable(&words)?;
            return column_path(&path)
                .map(Side::Column)
                .ok_or_else(|| start.error("a column").into());
        }
        self.cursor = start;
        let literal = Literal::read(&mut self.cursor).map_err(|error| {
            if error.position == start.position() {
                start.error("a column or a literal")
            } else {
                error
            }
        })?;
        comparable(literal, start.until(&self.cursor)).map(Side::Literal)
    }

    /// Parses one or more words joined by `/`; a word may be empty.
    fn path_words(&mut self) -> Vec<&'a str> {
        let mut words = Vec::new();
        loop {
            words.push(self.cursor.word());
            if !self.cursor.eat('/') {
                break;
            }
        }
        words
    }

    /// Removes the lambda variable that a path inside a lambda must begin with.
    fn strip_variable(&self, words: &[&'a str]) -> Result<Vec<&'a str>, FilterError> {
        match (self.variables.last(), words) {
            (None, _) => Ok(words.to_vec()),
            (Some(variable), [first, rest @ ..]) if first == variable => Ok(rest.to_vec()),
            (Some(variable), _) => Err(FilterError::OutsideLambda {
                path: words.join("/"),
                variable: (*variable).to_owned(),
            }),
        }
    }

    /// Consumes an operator and the white space after it, if the operator is followed by white space or a parenthesis.
    fn eat_word(&mut self, wanted: &str) -> bool {
        let mut ahead = self.cursor;
        let found = ahead.word() == wanted;
        let ended = ahead.skip_space() || ahead.peek() == Some('(');
        if found && ended {
            self.cursor = ahead;
        }
        found && ended
    }
}

/// The quantifier at the end of a path to a collection.
fn quantifier(words: &[&str]) -> Option<Quantifier> {
    let (last, path) = words.split_last()?;
    let named = !path.is_empty() && path.iter().all(|word| is_name(word));
    match *last {
        "any" if named => Some(Quantifier::Any),
        "all" if named => Some(Quantifier::All),
        _ => None,
    }
}

/// The operand that a literal is.
fn comparable(literal: Literal, text: &str) -> Result<Operand, FilterError> {
    match literal {
        Literal::Value(value) => Ok(Operand::Value(value)),
        Literal::Enumeration { type_name, member } => Ok(Operand::Member {
            enumeration: type_name
                .rsplit('.')
                .next()
                .unwrap_or(&type_name)
                .to_owned(),
            member,
        }),
        Literal::Json(_) => Err(FilterError::NotComparable {
            text: text.to_owned(),
        }),
    }
}

fn one_or(mut all: Vec<Filter>, join: impl FnOnce(Vec<Filter>) -> Filter) -> Filter {
    match all.len() {
        1 => all.remove(0),
        _ => join(all),
    }
}
