"""The public list, with the cards, the tree of categories and the pages of ours; its fragment is kept for 60 seconds."""

from django.core.paginator import Paginator
from django.shortcuts import render

from .models import Category, Product


def products(request):
    page = Paginator(Product.objects.filter(published=True).order_by("name", "id"), 24)
    tree = Category.objects.filter(parent=None)
    return render(request, "shop/products.html", {"page": page, "number": request.GET.get("page", 1), "tree": tree})
