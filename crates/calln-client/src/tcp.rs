//! TCP connections, as many as a load takes.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::net::{TcpSocket, TcpStream};

/// Loopback addresses that connections are spread over, from 127.0.0.2 on. One address has about 28,000 ports, and
/// a closed connection holds its own for a minute.
const LOOPBACK_SOURCES: usize = 16;

pub(super) async fn tcp(address: SocketAddr, index: usize) -> std::io::Result<TcpStream> {
    let stream = if address.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST) {
        let socket = TcpSocket::new_v4()?;
        // Ports that still wait out their minute (TIME-WAIT) may be taken again for another destination.
        socket.set_reuseaddr(true)?;
        let [a, b, c, _] = Ipv4Addr::LOCALHOST.octets();
        let last = u8::try_from(2 + index % LOOPBACK_SOURCES).unwrap_or(u8::MAX);
        socket.bind(SocketAddr::from(([a, b, c, last], 0)))?;
        socket.connect(address).await?
    } else {
        TcpStream::connect(address).await?
    };
    stream.set_nodelay(true)?;
    Ok(stream)
}
