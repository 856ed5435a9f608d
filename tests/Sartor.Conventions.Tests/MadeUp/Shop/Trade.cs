namespace Sartor.Conventions.Tests.MadeUp.Shop;

public abstract class Trade;
