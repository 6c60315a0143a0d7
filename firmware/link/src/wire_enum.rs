//! `wire_enum!`: a closed list whose members are numbers on the wire, written out.
//!
//! serde's own way numbers the members by their position, so that moving a line changes the wire,
//! and an unknown number spoils the whole message. Here the number stands beside the name, and an
//! unknown one becomes the member named after `otherwise`.

/// Declares a list of one-byte values: see the module.
macro_rules! wire_enum {
    (
        $(#[$about:meta])*
        pub enum $name:ident otherwise $fallback:ident {
            $( $(#[$doc:meta])* $member:ident = $value:literal, )+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(from = "u8", into = "u8")]
        #[repr(u8)]
        pub enum $name {
            $( $(#[$doc])* $member = $value, )+
        }

        impl $name {
            /// Every member, in the order of the list above.
            pub const ALL: &'static [Self] = &[$( Self::$member, )+];
        }

        impl From<u8> for $name {
            /// A number that this build does not know is read as the cautious member.
            fn from(value: u8) -> Self {
                match value {
                    $( $value => Self::$member, )+
                    _ => Self::$fallback,
                }
            }
        }

        impl From<$name> for u8 {
            fn from(member: $name) -> u8 {
                member as u8
            }
        }
    };
}

pub(crate) use wire_enum;
