//! The network of a site, as an address and how much of it counts: `10.20.0.0/16`.
//!
//! Room: server, attendance; beside `rules`. A phone that asks from within was at the site.

use std::fmt;
use std::net::IpAddr;

/// Addresses that begin alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Reads `10.20.0.0/16`, or one address. What stands behind the counted part must be zero, so that
    /// nobody means another network than is kept.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(longest), |bits| bits.parse::<u8>().ok())?;
        let network = Self { address, bits };
        let is_plain = bits <= longest && bits > 0 && network.masked(address) == value(address);
        is_plain.then_some(network)
    }

    /// Whether an address is one of them. One of the older kind in the clothes of the newer is itself.
    #[must_use]
    pub fn has(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && self.masked(address) == value(self.address)
    }

    fn masked(&self, address: IpAddr) -> u128 {
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let free = longest - u32::from(self.bits).min(longest);
        value(address).checked_shr(free).unwrap_or(0).checked_shl(free).unwrap_or(0)
    }
}

fn value(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_in_the_network_whose_beginning_it_has() {
        let has = |network: &str, address: &str| {
            Network::parse(network).unwrap().has(address.parse().unwrap())
        };
        assert!(has("10.20.0.0/16", "10.20.255.1"));
        assert!(!has("10.20.0.0/16", "10.21.0.1"));
        assert!(has("10.20.0.7", "10.20.0.7") && !has("10.20.0.7", "10.20.0.8"));
        assert!(has("10.20.0.0/16", "::ffff:10.20.3.4"), "as a socket of both kinds tells it");
        assert!(has("fd00:1::/32", "fd00:1:2::3") && !has("fd00:1::/32", "fd00:2::3"));
        assert!(!has("10.20.0.0/16", "fd00::1"));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for wrong in
            ["", "10.20.0.0/33", "10.20.0.1/16", "10.20/16", "0.0.0.0/0", "a/8", "10.0.0.0/x"]
        {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Network::parse(" 10.20.0.0/16 ").unwrap().to_string(), "10.20.0.0/16");
    }
}
