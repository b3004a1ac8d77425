using System.ComponentModel.DataAnnotations;

namespace MigrationOrchestrator.OpenStack;

/// <summary>How OpenStack clouds are spoken to; the same for all of them.</summary>
public sealed class OpenStackOptions
{
    /// <summary>How long one try of a request may take, its answer's body included; transfers of images are not bound by it. 60 s unless told; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a transfer may stand still before it is given up. 2 min unless told; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the cloud may take to answer once all of an upload's bytes are sent. 30 min unless told; 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UploadAnswerTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often an idempotent request is tried again at once after a passing failure; longer waits are the workflow's. 2 unless told; 1 to 10.</summary>
    [Range(1, 10)]
    public int Retries { get; set; } = 2;

    /// <summary>The wait before the first of these tries; it doubles, with jitter. 0.5 s unless told; 1 ms to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:30")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How many things a page of a list has. 200 unless told; 1 to 1000 (Nova's and Glance's usual maximum).</summary>
    [Range(1, 1000)]
    public int PageSize { get; set; } = 200;
}
