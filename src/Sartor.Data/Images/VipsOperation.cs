namespace Sartor.Data.Images;

/// <summary>Runs one libvips operation by name.</summary>
internal static unsafe class VipsOperation
{
    /// <summary>The operation's output image, or null where it failed; the reason is then in <see cref="Vips.TakeError"/>.</summary>
    /// <param name="name">E.g. <c>jpegload_source</c>.</param>
    /// <param name="inputName">The property that takes the input, e.g. <c>source</c>.</param>
    /// <param name="input">An image or a source.</param>
    /// <param name="options">Further arguments as text, as on the command line of vips.</param>
    public static VipsObjectHandle? Run(string name, string inputName, VipsObjectHandle input,
        params ReadOnlySpan<(string Name, string Value)> options)
    {
        var pointer = Vips.vips_operation_new(name);
        if (pointer == 0) return null;
        using var operation = new VipsObjectHandle(pointer);
        SetObject(pointer, inputName, input.Pointer);
        foreach (var option in options)
        {
            if (Vips.vips_object_set_argument_from_string(pointer, option.Name, option.Value) != 0) return null;
        }
        var isBuilt = Vips.vips_object_build(pointer) == 0;
        var result = isBuilt ? GetObject(pointer, "out") : 0;
        Vips.vips_object_unref_outputs(pointer);
        return result == 0 ? null : new VipsObjectHandle(result);
    }

    private static void SetObject(nint operation, string name, nint instance)
    {
        Vips.GValue value = default;
        Vips.g_value_init(&value, Vips.GTypeObject);
        Vips.g_value_set_object(&value, instance);
        Vips.g_object_set_property(operation, name, &value);
        Vips.g_value_unset(&value);
    }

    private static nint GetObject(nint operation, string name)
    {
        Vips.GValue value = default;
        Vips.g_value_init(&value, Vips.GTypeObject);
        Vips.g_object_get_property(operation, name, &value);
        var instance = Vips.g_value_dup_object(&value);
        Vips.g_value_unset(&value);
        return instance;
    }
}
