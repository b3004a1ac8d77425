using System.Globalization;
using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>Reads the entries of a stranger's archive, front to end, without seeking. Every entry is a plain file with a plain name.</summary>
internal sealed class TarReading(Stream archive) : IDisposable
{
    private const char PaxHeader = 'x';
    private const char PaxGlobalHeader = 'g';

    private readonly byte[] block = new byte[TarHeader.BlockBytes];
    private TarContent? content;
    private long position;

    /// <summary>The content of the entry that <see cref="NextAsync"/> gave last.</summary>
    public TarContent Content => content ?? throw new InvalidOperationException("There is no entry yet.");

    /// <summary>Lets go of the last entry; the archive itself stays open.</summary>
    public void Dispose() => content?.Dispose();

    /// <summary>Goes to the next entry, over what is left of the last one; null at the archive's end.</summary>
    /// <exception cref="PackageException">The archive is damaged, or the entry is not a plain file.</exception>
    public async Task<TarHeader?> NextAsync(CancellationToken cancellationToken)
    {
        await LeaveAsync(cancellationToken);
        PaxRecords pax = default;
        while (true)
        {
            long at = position;
            await FillAsync(block, "a tar header", cancellationToken);
            if (TarHeader.Read(block, at) is not { } header)
            {
                return null;
            }

            if (header.Type is PaxHeader or PaxGlobalHeader)
            {
                PaxRecords records = await PaxAsync(header, cancellationToken);
                pax = header.Type == PaxHeader ? records : pax;
                continue;
            }

            TarHeader entry = new(Plain(pax.Path ?? header.Name), pax.Size ?? header.Size, header.Type);
            if (entry.Type != TarHeader.RegularFile)
            {
                throw Fault($"The package's entry '{PackageFileName.Shown(entry.Name)}' is no plain file (tar type '{PackageFileName.Shown(entry.Type.ToString())}'). An OVA holds plain files only; it is refused.");
            }

            content = new TarContent(archive, entry);
            return entry;
        }
    }

    /// <summary>Reads the whole of the entry that is next to be read.</summary>
    /// <exception cref="PackageException">It is longer than allowed, or cut off.</exception>
    public async Task<byte[]> ReadAllAsync(TarHeader entry, int longest, CancellationToken cancellationToken)
    {
        if (entry.Size > longest)
        {
            throw Fault(string.Create(CultureInfo.InvariantCulture, $"The package's entry '{PackageFileName.Shown(entry.Name)}' has {entry.Size} bytes; at most {longest} are read. It is refused."));
        }

        byte[] bytes = new byte[entry.Size];
        await Content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (content is null)
        {
            return;
        }

        await content.DrainAsync(cancellationToken);
        position += content.Length;
        await FillAsync(block.AsMemory(0, TarHeader.PaddingAfter(content.Length)), "the end of an entry", cancellationToken);
        await content.DisposeAsync();
        content = null;
    }

    private async Task<PaxRecords> PaxAsync(TarHeader header, CancellationToken cancellationToken)
    {
        if (header.Size > PaxRecords.LongestHeader)
        {
            throw Fault($"The package's tar archive has an extended header of {header.Size} bytes; at most {PaxRecords.LongestHeader} are read. It is refused.");
        }

        byte[] records = new byte[header.Size + TarHeader.PaddingAfter(header.Size)];
        await FillAsync(records, "an extended header", cancellationToken);
        return PaxRecords.Parse(records.AsSpan(0, (int)header.Size));
    }

    private async Task FillAsync(Memory<byte> bytes, string what, CancellationToken cancellationToken)
    {
        int read = await archive.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (read < bytes.Length)
        {
            throw Fault(string.Create(CultureInfo.InvariantCulture, $"The package ends at byte {position + read}, within {what}. It is cut off; fetch it again."));
        }

        position += read;
    }

    private static string Plain(string name)
    {
        string plain = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        return PackageFileName.ReadingFault(plain) is { } fault ? throw new PackageException("package.file_name", fault) : plain;
    }

    private static PackageException Fault(string message) => new("package.tar", message);
}
