namespace MigrationOrchestrator.Images;

/// <summary>The disk image formats that are recognised.</summary>
public enum ImageFormat
{
    /// <summary>The disk's bytes and nothing else.</summary>
    Raw,

    /// <summary>QEMU copy-on-write, version 2 or 3.</summary>
    Qcow2,

    /// <summary>VMware virtual disk: streamOptimized, monolithicSparse, flat and their descriptors.</summary>
    Vmdk,

    /// <summary>Virtual PC and Hyper-V generation 1 disk, fixed or dynamic; qemu-img calls it <c>vpc</c>.</summary>
    Vhd,

    /// <summary>Hyper-V disk, recognised but not read here: conversion needs qemu-img.</summary>
    Vhdx,

    /// <summary>VirtualBox disk, recognised but not read here: conversion needs qemu-img.</summary>
    Vdi,

    /// <summary>QEMU enhanced disk, recognised but not read here: conversion needs qemu-img.</summary>
    Qed,
}
