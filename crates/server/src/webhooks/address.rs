//! Which addresses the server may call for somebody who writes one down.
//!
//! Room:  server, webhooks; asked before each connection, of the address that is connected to.
//! Holds: without leave only addresses of the public internet, and only over TLS; leave is given by the
//!        configuration file, by network, and for these without TLS too.
//! Proof: tests below; `tests/it/api_webhooks.rs`.

use crate::attendance::network::Network;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the server may connect.
#[must_use]
pub fn may_call(address: IpAddr, is_tls: bool, allow: &[Network]) -> bool {
    allow.iter().any(|network| network.has(address)) || is_tls && is_public(address)
}

fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match (a, b) {
        // This network; the machine itself; several at once, and what nobody has.
        (0 | 127 | 224.., _) => true,
        // Private, a provider's inside, without a server (where clouds tell their secrets), benchmarks.
        (10, _) | (100, 64..=127) | (169, 254) | (172, 16..=31) | (192, 168) | (198, 18 | 19) => {
            true
        }
        (192, 0) => matches!(c, 0 | 2),
        (192, 88) => c == 99,
        (198, 51) => c == 100,
        (203, 0) => c == 113,
        _ => false,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Of 2000::/3 those that carry another address inside (Teredo, 6to4) or are for documents are none.
    let is_special = matches!((a, b), (0x2001, 0..=0x01ff | 0x0db8) | (0x2002, _) | (0x3fff, _));
    (a & 0xe000) == 0x2000 && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(address: &str, is_tls: bool, allow: &[&str]) -> bool {
        let allow: Vec<Network> = allow.iter().map(|text| Network::parse(text).unwrap()).collect();
        may_call(address.parse().unwrap(), is_tls, &allow)
    }

    #[test]
    fn the_inside_of_a_house_is_not_called_without_leave() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.20.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "100.100.100.200",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:0:1::",
            "fd00:ec2::254",
            "2001:db8::1",
            "::7f00:1",
        ] {
            assert!(!may(inside, true, &[]), "{inside}");
        }
    }

    #[test]
    fn the_internet_is_called_over_tls_and_what_is_allowed_either_way() {
        assert!(may("93.184.215.14", true, &[]) && may("2606:2800:21f::1", true, &[]));
        assert!(!may("93.184.215.14", false, &[]), "without TLS");
        assert!(
            may("10.1.2.3", false, &["10.1.0.0/16"]) && may("10.1.2.3", true, &["10.1.0.0/16"])
        );
        assert!(!may("10.2.2.3", true, &["10.1.0.0/16"]));
        assert!(may("::ffff:10.1.2.3", true, &["10.1.0.0/16"]));
    }
}
