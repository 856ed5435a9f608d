namespace Sartor.Conventions.Tests.MadeUp.Shop;

public sealed class Goods;
