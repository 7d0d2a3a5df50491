"""Models of trees and of linear terms: XGBoost, LightGBM, CatBoost."""
