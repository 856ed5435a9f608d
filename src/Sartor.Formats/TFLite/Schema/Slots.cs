namespace Sartor.Formats.TFLite.Schema;

/// <summary>Slots of the fields of the schema's tables (schema.fbs, version 3d). A union takes two: its type, then its value.</summary>
internal static class Slots
{
    public static class Model
    {
        public const int Version = 0, OperatorCodes = 1, Subgraphs = 2, Description = 3, Buffers = 4, Metadata = 6, SignatureDefs = 7;
    }

    public static class OperatorCode
    {
        public const int DeprecatedBuiltinCode = 0, CustomCode = 1, Version = 2, BuiltinCode = 3;
    }

    public static class Subgraph
    {
        public const int Tensors = 0, Inputs = 1, Outputs = 2, Operators = 3, Name = 4;
    }

    public static class Tensor
    {
        public const int Shape = 0, Type = 1, Buffer = 2, Name = 3, Quantization = 4, IsVariable = 5, Sparsity = 6, ShapeSignature = 7,
            HasRank = 8, ExternalBuffer = 10;
    }

    public static class Quantization
    {
        public const int Scale = 2, ZeroPoint = 3, DetailsType = 4, Dimension = 6;
    }

    public static class Sparsity
    {
        public const int TraversalOrder = 0, BlockMap = 1, Dimensions = 2;
    }

    public static class SparseDimension
    {
        public const int Format = 0, DenseSize = 1, SegmentsType = 2, Segments = 3, IndicesType = 4, Indices = 5;
    }

    public static class Operator
    {
        public const int OpcodeIndex = 0, Inputs = 1, Outputs = 2, OptionsType = 3, Options = 4, CustomOptions = 5,
            LargeCustomOptionsOffset = 9, LargeCustomOptionsSize = 10, Options2Type = 11;
    }

    public static class Buffer
    {
        public const int Data = 0, Offset = 1, Size = 2;
    }

    public static class Metadata
    {
        public const int Name = 0, Buffer = 1;
    }

    public static class TensorMap
    {
        public const int Name = 0, TensorIndex = 1;
    }

    public static class SignatureDef
    {
        public const int Inputs = 0, Outputs = 1, Key = 2, SubgraphIndex = 4;
    }
}
