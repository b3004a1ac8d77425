namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Guests that find their disk and network in the same way, and so want the same virtual hardware.</summary>
public enum GuestFamily
{
    /// <summary>Nothing is known about the guest.</summary>
    Other,

    /// <summary>A Linux whose way of building an initramfs is not known.</summary>
    Linux,

    /// <summary>Debian and what follows it closely; initramfs-tools holds all disk drivers.</summary>
    Debian,

    /// <summary>Ubuntu; initramfs-tools holds all disk drivers.</summary>
    Ubuntu,

    /// <summary>Red Hat Enterprise Linux, CentOS, Rocky, AlmaLinux, Oracle, Fedora, Amazon Linux, Photon; dracut holds the drivers of the host it ran on.</summary>
    RedHat,

    /// <summary>SUSE Linux Enterprise and openSUSE; dracut, as for <see cref="RedHat"/>.</summary>
    Suse,

    /// <summary>Windows, client and server.</summary>
    Windows,

    /// <summary>FreeBSD, OpenBSD, NetBSD; all drivers are in the kernel.</summary>
    Bsd,
}
