using System.Globalization;
using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>Reads the entries of a stranger's archive, front to end, without seeking. Every entry is a plain file with a plain name.</summary>
internal sealed class TarReading(Stream archive) : IDisposable
{
    private const char PaxHeader = 'x';
    private const char PaxGlobalHeader = 'g';

    private readonly byte[] _block = new byte[TarHeader.BlockBytes];
    private TarContent? _content;
    private long _position;

    /// <summary>The content of the entry that <see cref="NextAsync"/> gave last.</summary>
    public TarContent Content => _content ?? throw new InvalidOperationException("There is no entry yet.");

    /// <summary>Lets go of the last entry; the archive itself stays open.</summary>
    public void Dispose() => _content?.Dispose();

    /// <summary>Goes to the next entry, over what is left of the last one; null at the archive's end.</summary>
    /// <exception cref="PackageException">The archive is damaged, or the entry is not a plain file.</exception>
    public async Task<TarHeader?> NextAsync(CancellationToken cancellationToken)
    {
        await LeaveAsync(cancellationToken);
        PaxRecords pax = default;
        while (true)
        {
            var at = _position;
            await FillAsync(_block, "a tar header", cancellationToken);
            if (TarHeader.Read(_block, at) is not { } header)
            {
                return null;
            }

            if (header.Type is PaxHeader or PaxGlobalHeader)
            {
                var records = await PaxAsync(header, cancellationToken);
                pax = header.Type == PaxHeader ? records : pax;
                continue;
            }

            var entry = new TarHeader(Plain(pax.Path ?? header.Name), pax.Size ?? header.Size, header.Type);
            if (entry.Type != TarHeader.RegularFile)
            {
                throw Fault($"The package's entry '{PackageFileName.Shown(entry.Name)}' is no plain file (tar type '{PackageFileName.Shown(entry.Type.ToString())}'). An OVA holds plain files only; it is refused.");
            }

            _content = new TarContent(archive, entry);
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

        var bytes = new byte[entry.Size];
        await Content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_content is null)
        {
            return;
        }

        await _content.DrainAsync(cancellationToken);
        _position += _content.Length;
        await FillAsync(_block.AsMemory(0, TarHeader.PaddingAfter(_content.Length)), "the end of an entry", cancellationToken);
        await _content.DisposeAsync();
        _content = null;
    }

    private async Task<PaxRecords> PaxAsync(TarHeader header, CancellationToken cancellationToken)
    {
        if (header.Size > PaxRecords.LongestHeader)
        {
            throw Fault($"The package's tar archive has an extended header of {header.Size} bytes; at most {PaxRecords.LongestHeader} are read. It is refused.");
        }

        var records = new byte[header.Size + TarHeader.PaddingAfter(header.Size)];
        await FillAsync(records, "an extended header", cancellationToken);
        return PaxRecords.Parse(records.AsSpan(0, (int)header.Size));
    }

    private async Task FillAsync(Memory<byte> bytes, string what, CancellationToken cancellationToken)
    {
        var read = await archive.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (read < bytes.Length)
        {
            throw Fault(string.Create(CultureInfo.InvariantCulture, $"The package ends at byte {_position + read}, within {what}. It is cut off; fetch it again."));
        }

        _position += read;
    }

    private static string Plain(string name)
    {
        var plain = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        return PackageFileName.ReadingFault(plain) is { } fault ? throw new PackageException("package.file_name", fault) : plain;
    }

    private static PackageException Fault(string message) => new("package.tar", message);
}
