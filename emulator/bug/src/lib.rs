//! Bugs that a test can switch on, to see that the suite finds them. Each breaks one requirement.
//!
//! Whoever has a bug asks `Bug::X.is_on()` where it does the right thing. Without the feature
//! `switchable` that is the constant `false`: a release has no bug, nor a flag for one. With it the
//! switches are the process's own and not a setting, because most of the code that can be broken is
//! pure and has nobody to ask; so a process tries one bug after the other, on organizations of their
//! own.
//!
//! What a bug breaks and how the suite notices is not known here.

mod table;

pub use table::Bug;

#[cfg(feature = "switchable")]
mod switch;

#[cfg(feature = "switchable")]
pub use switch::UnknownBug;

#[cfg(not(feature = "switchable"))]
impl Bug {
    /// Whether it is switched on: never, in a build without switches.
    #[inline(always)]
    pub const fn is_on(self) -> bool {
        false
    }
}
