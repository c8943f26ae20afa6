"""What several tests share: samples, drivers, and servers on loopback."""
