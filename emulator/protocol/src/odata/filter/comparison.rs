//! The six comparison operators of `$filter`.

use crate::query::Operator;

/// A comparison operator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

impl Comparison {
    pub(super) const ALL: [Self; 6] = [Self::Eq, Self::Ne, Self::Gt, Self::Ge, Self::Lt, Self::Le];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }

    pub(super) const fn operator(self) -> Operator {
        match self {
            Self::Eq => Operator::Equal,
            Self::Ne => Operator::NotEqual,
            Self::Gt => Operator::GreaterThan,
            Self::Ge => Operator::GreaterEqual,
            Self::Lt => Operator::LessThan,
            Self::Le => Operator::LessEqual,
        }
    }

    /// The operator that means the same with exchanged operands.
    pub(super) const fn flipped(self) -> Self {
        match self {
            Self::Eq => Self::Eq,
            Self::Ne => Self::Ne,
            Self::Gt => Self::Lt,
            Self::Ge => Self::Le,
            Self::Lt => Self::Gt,
            Self::Le => Self::Ge,
        }
    }
}
